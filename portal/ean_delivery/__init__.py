"""The EAN, by SMS or by letter, and never on a screen (R6)."""
