"""The operator's staff: roles, the rights that they hold, and their review (R15)."""
