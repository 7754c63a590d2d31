"""Webhooks: events told to the programs of organisations, signed as Standard Webhooks, until they are taken."""
