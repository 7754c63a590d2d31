"""Standing mandates of social welfare offices (R9)."""
