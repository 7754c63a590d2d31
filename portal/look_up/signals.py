"""What the look-up tells the rooms above, in the transaction of the change."""

from django.dispatch import Signal

letter_wanted = Signal()  # look_up, occupancy, now: a right pair, and no contact on file to send a code to
