"""What is measured, and how far a value can be trusted."""

from enum import IntEnum


class Channel(IntEnum):
    """One flow at an access point. Electricity is stored in Wh, gas energy in Wh, gas volume in dm³."""

    OFFTAKE = 1
    INJECTION = 2
    GAS_ENERGY = 3
    GAS_VOLUME = 4

    @property
    def is_gas(self) -> bool:
        """Gas is read by the hour, and its day runs from 06:00 to 06:00."""
        return self in (Channel.GAS_ENERGY, Channel.GAS_VOLUME)

    @property
    def step_seconds(self) -> int:
        """Length of one interval: a quarter-hour of electricity, an hour of gas."""
        return 3600 if self.is_gas else 900


class Status(IntEnum):
    """State of a value, or of a day taken as a whole."""

    MISSING = 0
    MEASURED = 1
    ESTIMATED = 2
    CORRECTED = 3
    PARTLY_MISSING = 4  # of a day only
