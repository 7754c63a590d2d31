"""The access points that an organisation sees, and on which basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from consumption.history.queries import shown_of
from portal.access.actor import Actor
from portal.access.grants import Grant, decide_on
from portal.access.kinds import DataKind
from portal.access.queries import listed_access_points
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint
from portal.primitives.typed import without_separators

KINDS = (DataKind.HISTORY, DataKind.INDEX)


@dataclass(frozen=True, slots=True)
class Listed:
    """One access point of the list, with the right on its history."""

    access_point: AccessPoint
    grant: Grant
    has_page: bool  # whether the right shows anything of what the meter gives

    @property
    def is_of_readings(self) -> bool:
        """Whether the right holds meter readings alone, and no consumption."""
        return DataKind.HISTORY not in self.grant.kinds

    @property
    def until(self) -> date | None:
        """The last day on which it may be seen."""
        return self.grant.until


def access_points(actor: Actor, *, search: str = "", now: datetime) -> QuerySet[AccessPoint]:
    """The access points of which the actor may see anything now, as the database can page through them.

    `search`: a part of the EAN or of the address; spaces in an EAN do not count.
    """
    found = listed_access_points(actor, now=now)
    digits = without_separators(search)
    if digits.isascii() and digits.isdigit() and len(digits) > 4:
        return found.filter(ean__contains=digits)
    line = Concat("street", Value(" "), "house_number", Value(" "), "postal_code", Value(" "), "locality")
    for word in search.split():
        found = found.alias(line=line).filter(Q(line__icontains=word))
    return found


def listed(actor: Actor, points: Sequence[AccessPoint], *, now: datetime) -> list[Listed]:
    """`points`, a page of `access_points`, each with its right; those of which no history may be seen fall out."""
    grants = decide_on(actor=actor, access_points=points, kinds=KINDS, period=visible_period(now), now=now)
    shown = shown_of(list(grants.values()))
    return [Listed(point, grants[point.pk], point.pk in shown) for point in points if point.pk in grants]
