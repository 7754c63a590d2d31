"""Registering requests for more than two EANs: a home's, or a company's list (R6)."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.ean_delivery.lists import Place
from portal.ean_delivery.models import EanDelivery, EanRequest, EanRequestLine
from portal.ean_delivery.states import REQUEST_MOVES, RequestState, sources
from portal.limits import Limit, take
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days

ANSWERED_WITHIN = 10  # working days
PER_CLIENT = Limit("ean_list_client", 5, timedelta(days=1))
ALL_CLIENTS = Limit("ean_list_all", 500, timedelta(days=1), alarm=True)

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a hand or an ear confuses


def register_home(*, delivery: EanDelivery, now: datetime) -> EanRequest:
    """Register the wish of an occupant whose home has more than two access points."""
    request, _ = EanRequest.objects.get_or_create(
        token=delivery.token,
        defaults=_dated(now) | {"occupancy": delivery.occupancy, "language": delivery.language},
    )
    return request


@transaction.atomic
def register_list(
    *, asked: dict[str, Any], places: Sequence[Place], token: UUID, language: str, client: str, now: datetime
) -> EanRequest:
    """Register a company's list. `asked` has company, contact, email, answer_by and wish. The same `token` again
    changes nothing. Raises `LimitReached` or `LimitsUnavailable`.
    """
    if known := EanRequest.objects.filter(token=token).first():
        return known
    take((PER_CLIENT, client), (ALL_CLIENTS, ""))
    request, created = EanRequest.objects.get_or_create(
        token=token, defaults=_dated(now) | asked | {"language": language}
    )
    if created:
        EanRequestLine.objects.bulk_create(
            [
                EanRequestLine(
                    request=request,
                    number=place.line,
                    street=place.street,
                    house_number=place.house_number,
                    box=place.box,
                    postal_code=place.postal_code,
                    meter_number=place.meter_number,
                )
                for place in places
            ]
        )
    return request


def withdraw(*, request: EanRequest, now: datetime) -> bool:
    """Withdraw a request that was not decided yet. Returns whether it was."""
    return bool(
        EanRequest.objects.filter(pk=request.pk, state__in=sources(REQUEST_MOVES, RequestState.WITHDRAWN)).update(
            state=RequestState.WITHDRAWN, changed_at=now
        )
    )


def last_day(now: datetime) -> date:
    """The last day to answer what came to the desk at `now`."""
    return add_working_days(belgian_day(now), ANSWERED_WITHIN)


def _dated(now: datetime) -> dict[str, Any]:
    return {
        "reference": "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2)),
        "registered_at": now,
        "changed_at": now,
        "answer_on": last_day(now),
    }
