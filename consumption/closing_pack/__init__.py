"""What a former occupant takes along: the papers of the own period (R11)."""
