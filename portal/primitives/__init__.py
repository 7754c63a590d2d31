"""Values that the whole house shares. Pure Python: no framework is imported here."""
