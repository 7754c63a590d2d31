"""What a work day tells the rooms above, in the same transaction."""

from django.dispatch import Signal

# `application`, `what` (a `states.Change`), `proposal`, `now`. Operators are told already: tell the applicant.
work_day_changed = Signal()
