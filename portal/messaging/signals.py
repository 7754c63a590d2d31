"""What the outbox tells its worker."""

from django.dispatch import Signal

message_due = Signal()  # message_id; after commit
