"""What a leg tells the rooms above, in the same transaction. Each of a single leg carries `leg`, `now` and `by` (a
`Party`)."""

from django.dispatch import Signal

leg_moved = Signal()  # came to another state: the leg as it is now, and `before`
leg_changed = Signal()  # a question, an answer, an offer, a payment, permits: `what` is a code
legs_withdrawn = Signal()  # after each has moved: `legs`, all that the applicant withdraws at once, and `now`
