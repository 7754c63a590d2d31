"""Whose readings are these: from a meter number, and a day, to the access point."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from portal.grid.models import Energy, Meter


@dataclass(frozen=True, slots=True)
class Installation:
    """A meter at an access point from `installed_on` up to, and without, `removed_on`."""

    meter_id: int
    access_point_id: int
    is_gas: bool
    installed_on: date
    removed_on: date | None

    def measures(self, day: date) -> bool:
        return self.installed_on <= day and (self.removed_on is None or day < self.removed_on)

    def is_read_on(self, day: date) -> bool:
        """A meter is read a last time on the day it is removed."""
        return self.installed_on <= day and (self.removed_on is None or day <= self.removed_on)


Installations = dict[str, list[Installation]]


def exchanged_on(access_points: Collection[int], days: Collection[date]) -> set[tuple[int, date]]:
    """(access point, day) where a meter was taken away: the one installed that day goes on in its place."""
    if not access_points:
        return set()
    removed = Meter.objects.filter(access_point_id__in=access_points, removed_on__in=days)
    return {(point, day) for point, day in removed.values_list("access_point_id", "removed_on") if day}


class UnknownMeter(ValueError):
    """No access point, or more than one, had this meter on this day. The text says which."""


def installations_of(numbers: Iterable[str]) -> Installations:
    """Every installation of the meters with these numbers, in one query."""
    found: Installations = {}
    rows = Meter.objects.filter(number__in=list(numbers)).values_list(
        "number", "pk", "access_point_id", "access_point__energy", "installed_on", "removed_on"
    )
    for number, meter, access_point, energy, installed_on, removed_on in rows:
        installation = Installation(meter, access_point, energy == Energy.GAS, installed_on, removed_on)
        found.setdefault(number, []).append(installation)
    return found


def installation_on(installations: Installations, number: str, day: date, *, read: bool = False) -> Installation:
    """The one installation of meter `number` on `day`; with `read`, the day of its removal counts too.

    Raises `UnknownMeter`.
    """
    known = installations.get(number)
    if known is not None and len(known) == 1 and known[0].measures(day):
        return known[0]
    if not known:
        raise UnknownMeter(gettext("the meter %(number)s is unknown") % {"number": number})
    fit = [one for one in known if one.measures(day)]
    if read and not fit:
        fit = [one for one in known if one.is_read_on(day)]
    if not fit:
        reason = gettext("the meter %(number)s was not installed anywhere on %(day)s")
        raise UnknownMeter(reason % {"number": number, "day": day.isoformat()})
    if len({one.access_point_id for one in fit}) > 1:
        reason = gettext("the meter number %(number)s stands at more than one access point on %(day)s")
        raise UnknownMeter(reason % {"number": number, "day": day.isoformat()})
    return max(fit, key=lambda one: one.installed_on)
