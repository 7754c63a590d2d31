"""The supplier's name, by letter to the installation address (R7)."""
