"""What the room of accounts tells the rooms above, in the transaction of the change."""

from django.dispatch import Signal

organisation_closed = Signal()  # organisation, now: it is admitted no more, and nobody acts for it
