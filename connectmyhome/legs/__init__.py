"""The part of an application for one utility with one operator, from sent to connected (R13)."""
