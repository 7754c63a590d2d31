"""What the outbox tells its worker."""

from django.dispatch import Signal

message_due = Signal()  # message_id; after commit
# message_id, key, template, state, now; in the transaction of the move to a final state
message_ended = Signal()
letter_posted = Signal()  # key, now; in the transaction of the print house's receipt
