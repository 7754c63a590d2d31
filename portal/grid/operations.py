"""Writing access points and meters."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from portal.grid.models import AccessPoint, Meter, Register
from portal.grid.stays import Wanted, settle
from portal.primitives.stay import Stay

_DESCRIBED = (
    "energy", "operator", "street", "house_number", "box", "postal_code", "locality", "municipality",
)  # fmt: skip


def lock_access_points(ids: Iterable[int]) -> None:
    """Wait until nobody else changes who lives at these access points, and keep others from it until the caller's
    transaction ends. Whatever issues a letter to an occupant, and whatever changes the occupant, takes this first.
    """
    rows = AccessPoint.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def record_access_points(*, described: Mapping[str, Mapping[str, Any]]) -> None:
    """Create or change access points so that they are as `described`, by EAN: energy, operator, street,
    house_number, box, postal_code, locality, municipality.
    """
    known = AccessPoint.objects.in_bulk(list(described), field_name="ean")
    added, changed = [], []
    for ean, description in described.items():
        wanted = {name: description[name] for name in _DESCRIBED}
        access_point = known.get(ean)
        if access_point is None:
            added.append(AccessPoint(ean=ean, **wanted))
        elif any(getattr(access_point, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(access_point, name, value)
            changed.append(access_point)
    AccessPoint.objects.bulk_create(added, batch_size=1000)
    AccessPoint.objects.bulk_update(changed, _DESCRIBED, batch_size=200)


@transaction.atomic
def settle_meters(*, wanted: Wanted) -> None:
    """Bring the meters of these access points in line. `what` is the meter number; `content` has its kind and
    registers.
    """
    registers: list[tuple[Meter, Stay]] = []

    def make(access_point_id: int, stay: Stay) -> Meter:
        meter = Meter(
            access_point_id=access_point_id,
            number=stay.what,
            kind=stay.content["kind"],
            installed_on=stay.start,
            removed_on=stay.end,
            origin=stay.origin,
        )
        registers.append((meter, stay))
        return meter

    settle(Meter, wanted, make, start="installed_on", end="removed_on")
    Register.objects.bulk_create(
        [Register(meter=meter, **register) for meter, stay in registers for register in stay.content["registers"]],
        batch_size=1000,
    )
