"""Doubts and refusals in words, in the active language."""

from django.utils.translation import gettext as _

from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.operations import UnableToRead
from consumption.customer_readings.queries import labelled
from portal.ui import formats


def told_values(reading: CustomerReading) -> list[tuple[str, int]]:
    """What was given, in kWh or m³, with the name of each register."""
    return [
        (label, reading.values[register.obis] // 1000)
        for register, label in labelled(reading.meter)
        if register.obis in reading.values
    ]


def told_doubts(reading: CustomerReading) -> list[str]:
    """What is odd about the reading, one sentence or two for each register."""
    return [
        _("%(register)s: %(doubt)s") % {"register": label, "doubt": _told(reading.doubts[register.obis])}
        for register, label in labelled(reading.meter)
        if register.obis in reading.doubts
    ]


def explain(refusal: UnableToRead) -> str:
    """What to do after a refusal."""
    return {
        "moved": _("Enter a day on which you lived here and this meter was in place"),
        "known": _("We have a reading of this day already: choose another day"),
        "own": _("Nobody decides about the own home: leave it to a colleague."),
        "late": _("This reading was decided, replaced or taken by a colleague meanwhile."),
    }[refusal.code]


def _told(doubt: dict[str, object]) -> str:
    comma = " " + _("Is the comma right?") if doubt["comma"] else ""
    match doubt["code"]:
        case "below":
            return _("the meter showed more the last time it was read.")
        case "little":
            return _("that would be far less than usual.")
        case _ if doubt["times"]:
            times = formats.number(float(str(doubt["times"])), 0)
            return _("that would be %(times)s times the usual.") % {"times": times} + comma
        case _:
            return _("that would be more than a home uses.") + comma
