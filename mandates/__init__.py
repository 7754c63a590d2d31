"""Mandates: signed permissions of customers to holders (R8)."""
