"""History by letter (R4, R5)."""
