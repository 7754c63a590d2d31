"""Reminding both sides, 60, 30 and 7 days before, that a mandate ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, QuerySet, Value

from mandates.models import Mandate
from mandates.operations.telling import tell_grantor, tell_organisation
from mandates.states import MandateState
from mandates.terms import REMINDERS
from portal.primitives.period import belgian_day


class _Append(Func):
    function = "array_append"


def remind(*, now: datetime) -> int:
    """Tell what ends soon, each of the three times once however often this is called. What was not looked at
    for a while gets the last reminder that is due, not all of them. Returns how many were told."""
    told = 0
    for days in sorted(REMINDERS):
        for mandate in list(_due(days, now)):
            told += _remind(mandate, days, now)
    return told


def _due(days: int, now: datetime) -> QuerySet[Mandate]:
    today = belgian_day(now)
    closer = [each for each in REMINDERS if each <= days]
    return (
        Mandate.objects.filter(
            state=MandateState.ACTIVE, ends_on__gte=today, ends_on__lte=today + timedelta(days=days)
        )
        .exclude(reminded__overlap=closer)
        .select_related("holder", "grantor__user")
        .order_by("pk")
    )


def _remind(mandate: Mandate, days: int, now: datetime) -> int:
    with transaction.atomic():
        open_still = Mandate.objects.filter(pk=mandate.pk, state=MandateState.ACTIVE)
        first = open_still.exclude(reminded__contains=[days]).update(reminded=_Append(F("reminded"), Value(days)))
        if first:
            tell_grantor(mandate, "ends_soon", now=now)
            tell_organisation(mandate.holder, now=now)
    return first
