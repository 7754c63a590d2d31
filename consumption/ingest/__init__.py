"""Readings coming in: read and checked whole, then written in chunks that can be taken up again."""
