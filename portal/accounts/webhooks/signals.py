"""What a stored event tells its worker."""

from django.dispatch import Signal

delivery_due = Signal()  # delivery_id; after commit
