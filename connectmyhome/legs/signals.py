"""What a leg tells the rooms above, in the same transaction. Each carries `leg`, `now` and `by` (a `Party`)."""

from django.dispatch import Signal

leg_moved = Signal()  # came to another state: the leg as it is now, and `before`
leg_changed = Signal()  # a question, an answer, an offer, a payment, permits: `what` is a code
