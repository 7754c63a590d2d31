"""One work day for all: who can when, the day that suits everybody, and what becomes of it (R13)."""
