"""Issuing the letters of a campaign, a chunk at a time (R11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from portal.access.actor import SYSTEM
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.models import Event
from portal.correspondence import reading_codes
from portal.correspondence.addressing import inbox_of, language_at
from portal.correspondence.models import ASKS_FOR_READING, Campaign, CampaignTarget, Letter, Preference
from portal.correspondence.operations.outgoing import send_email, send_paper
from portal.correspondence.selection import still_to_issue
from portal.correspondence.states import CampaignState, LetterState, PaperTo, PreferenceState, campaign_sources
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.grid.models import AccessPoint, Meter
from portal.grid.operations import lock_access_points
from portal.primitives.period import belgian_day

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Step:
    """What one chunk came to. `more` is false once nothing is left to do, or the campaign was paused."""

    digital: int = 0
    paper: int = 0
    more: bool = False

    @property
    def issued(self) -> int:
        return self.digital + self.paper


@transaction.atomic
def issue_next(*, campaign_id: int, now: datetime, size: int = CHUNK) -> Step:
    """Issue the next letters of a running campaign, at most `size`: rows, messages, trace and the campaign's
    position in one transaction. So a chunk is there whole or not at all, and nothing is issued twice, whoever else
    issues the same campaign, and however either of them ends.

    Who lives there is read behind the lock that a change of occupant takes too.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if campaign.state != CampaignState.RUNNING:
        return Step()
    today = belgian_day(now)
    ids = list(still_to_issue(campaign, on=today).values_list("pk", flat=True)[:size])
    if not ids:
        _finish(campaign, now)
        return Step()
    lock_access_points(ids)
    letters = _letters(campaign, ids, today, now)
    Letter.objects.bulk_create(letters)
    send_email([letter for letter in letters if letter.digital], now=now)
    send_paper([letter for letter in letters if not letter.digital], now=now)
    _trace(letters, now)
    digital = sum(letter.digital for letter in letters)
    step = Step(digital, len(letters) - digital, more=True)
    Campaign.objects.filter(pk=campaign.pk).update(
        position=ids[-1], digital=F("digital") + step.digital, paper=F("paper") + step.paper, changed_at=now
    )
    return step


def _finish(campaign: Campaign, now: datetime) -> None:
    Campaign.objects.filter(pk=campaign.pk, state__in=campaign_sources(CampaignState.FINISHED)).update(
        state=CampaignState.FINISHED, changed_at=now
    )


def _letters(campaign: Campaign, ids: Sequence[int], today: date, now: datetime) -> list[Letter]:
    occupants = {
        occupancy.access_point_id: occupancy
        for occupancy in lived_in_on(today)
        .filter(access_point__in=ids)
        .select_related("customer__user", "access_point", "letter_preference")
    }
    meters = _meters(ids, today)
    told = dict(
        CampaignTarget.objects.filter(campaign=campaign, access_point__in=ids).values_list("access_point", "data")
    )
    access_points = AccessPoint.objects.in_bulk(ids)
    return [
        _letter(
            campaign,
            access_points[pk],
            occupants.get(pk),
            {"meter": meters.get(pk, ""), "data": told.get(pk, {})},
            today,
            now,
        )
        for pk in ids
    ]


def _letter(
    campaign: Campaign,
    access_point: AccessPoint,
    occupancy: Occupancy | None,
    context: Mapping[str, Any],
    today: date,
    now: datetime,
) -> Letter:
    digital = occupancy is not None and _wants_digital(occupancy) and inbox_of(occupancy) is not None
    letter = Letter(
        campaign=campaign,
        access_point=access_point,
        occupancy=occupancy,
        kind=campaign.kind,
        language=occupancy.customer.language if occupancy else language_at(access_point),
        context=dict(context),
        state=LetterState.WAITING if digital else LetterState.ON_PAPER,
        digital=digital,
        issued_on=today,
        issued_at=now,
        due_on=campaign.due_on,
    )
    if digital:
        letter.paper_on = today + timedelta(days=settings.CORRESPONDENCE_PAPER_AFTER[campaign.kind])
    else:
        letter.paper_copies, letter.paper_to = 1, PaperTo.OCCUPANT if occupancy else PaperTo.ADDRESS
    if occupancy and campaign.kind in ASKS_FOR_READING:
        letter.reading_code = reading_codes.digest_of_new(letter.public_id)
    return letter


def _wants_digital(occupancy: Occupancy) -> bool:
    preference: Preference | None = getattr(occupancy, "letter_preference", None)
    return preference is not None and preference.state == PreferenceState.DIGITAL


def _meters(ids: Iterable[int], today: date) -> dict[int, str]:
    there = Q(removed_on=None) | Q(removed_on__gt=today)
    meters = Meter.objects.filter(there, access_point__in=list(ids), installed_on__lte=today)
    return dict(meters.values_list("access_point", "number"))


def _trace(letters: Iterable[Letter], now: datetime) -> None:
    Event.objects.bulk_create(
        Event(
            code="letter_issued",
            at=now,
            **SYSTEM.traced,
            subject=str(letter.occupancy.customer.public_id),
            access_point_id=letter.access_point_id,
            kinds=[DataKind.CORRESPONDENCE],
            basis=LegalBasis.OPERATOR_TASK,
            reference=str(letter.public_id),
            channel="page" if letter.digital else "letter",
        )
        for letter in letters
        if letter.occupancy
    )
