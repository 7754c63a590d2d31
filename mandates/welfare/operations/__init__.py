"""Looking up (R9), and watching over it."""
