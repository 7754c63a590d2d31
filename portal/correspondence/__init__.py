"""Letters about the meter, on paper or digital, until the occupant changes (R11)."""
