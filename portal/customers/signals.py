"""What the room of customers tells the rooms above, in the transaction of the change."""

from django.dispatch import Signal

occupancy_started = Signal()  # occupancy, now
occupancy_ended = Signal()  # occupancy, now: its end was set, or moved to an earlier day
occupancy_restored = Signal()  # occupancy, now: its end was cancelled, or moved to a later day
occupancy_moved = Signal()  # occupancy, now: it begins on another day than was told
