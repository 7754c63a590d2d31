"""Histories as organisations see them: the list of their access points, on pages and for programs."""
