"""Meter readings by customers (R12)."""
