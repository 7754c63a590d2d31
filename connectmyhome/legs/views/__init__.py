"""The pages of network operators (R13)."""
