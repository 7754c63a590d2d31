"""Campaigns: made, listed, paused and taken up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.access.actor import SYSTEM, Actor
from portal.access.kinds import LegalBasis
from portal.audit.operations import record
from portal.correspondence.lists import Target
from portal.correspondence.models import Campaign, CampaignTarget
from portal.correspondence.selection import selected
from portal.correspondence.states import CampaignState, campaign_sources
from portal.grid.models import AccessPoint
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day


class UnableToStart(UnableTo):
    """A campaign with this code exists, and says something else."""


@transaction.atomic
def prepare(*, described: Mapping[str, Any], now: datetime) -> Campaign:
    """The campaign as `described` (code, kind, due_on, texts, selection), paused when it is new, so that its list
    can be read before anything is issued. One that exists is returned as it is.

    Raises `UnableToStart` when it exists and is described otherwise.
    """
    campaign, _created = Campaign.objects.get_or_create(
        code=described["code"],
        defaults={
            **described,
            "state": CampaignState.PAUSED,
            "created_at": now,
            "changed_at": now,
        },
    )
    if any(getattr(campaign, name) != value for name, value in described.items()):
        raise UnableToStart(campaign.code)
    return campaign


@transaction.atomic
def add_targets(*, campaign: Campaign, targets: Sequence[Target]) -> list[Target]:
    """Add access points to the campaign's list; one that is on it already changes nothing. Returns the targets
    whose EAN nobody knows."""
    known = AccessPoint.objects.in_bulk([target.ean for target in targets], field_name="ean")
    CampaignTarget.objects.bulk_create(
        [
            CampaignTarget(campaign=campaign, access_point=known[target.ean], data=target.data)
            for target in targets
            if target.ean in known
        ],
        ignore_conflicts=True,
    )
    return [target for target in targets if target.ean not in known]


@transaction.atomic
def run(*, campaign: Campaign, now: datetime, actor: Actor = SYSTEM) -> None:
    """Let the campaign go on, from its first access point: those that have their letter are passed over."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    selection = selected(locked, on=belgian_day(now)).count()
    if Campaign.objects.filter(pk=campaign.pk, state__in=campaign_sources(CampaignState.RUNNING)).update(
        state=CampaignState.RUNNING, position=0, selected=selection, changed_at=now
    ):
        _trace(campaign, "campaign_started", actor, now)


@transaction.atomic
def pause(*, campaign: Campaign, now: datetime, actor: Actor = SYSTEM) -> None:
    """Stop after the chunk at work, if it runs."""
    if Campaign.objects.filter(pk=campaign.pk, state__in=campaign_sources(CampaignState.PAUSED)).update(
        state=CampaignState.PAUSED, changed_at=now
    ):
        _trace(campaign, "campaign_paused", actor, now)


def _trace(campaign: Campaign, code: str, actor: Actor, now: datetime) -> None:
    record(
        code=code,
        at=now,
        **actor.traced,
        basis=LegalBasis.OPERATOR_TASK,
        reference=str(campaign.public_id),
    )
