"""Legs for the programs of network operators: each sees and moves its own (R13)."""
