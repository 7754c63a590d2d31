"""Offers: made and replaced by the operator, accepted or declined by the applicant, and paid."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.moving import Refusal, change, hold_in, move
from connectmyhome.legs.operations.closing import withdraw_legs
from connectmyhome.legs.states import PLANNABLE, UNDECIDED, LegState, Party
from portal.access.actor import Actor
from portal.primitives.period import belgian_day
from portal.uploads.documents import CheckedPdf

MOST = Decimal("9999999.99")  # EUR; as the column has room for


class UnableToOffer(Refusal):
    """`code`: amount (below nothing, too much, or not in whole cents), validity (the last day is past)."""


class UnableToAnswerOffer(Refusal):
    """`code`: over (declined, replaced or accepted meanwhile), expired (its last day is past)."""


class UnableToRecord(Refusal):
    """`code`: future (that day is not over yet), order (before the application was sent)."""


@transaction.atomic
def make_offer(
    *, leg: Leg, amount: Decimal, valid_until: date, checked: CheckedPdf, actor: Actor, now: datetime
) -> Offer:
    """Offer the connection for that amount (EUR, VAT included). It replaces an offer that waits for an answer; the
    very same one again is no other one. Raises `UnableToOffer`, `UnableToMove`."""
    if not (amount.is_finite() and 0 <= amount <= MOST and amount == round(amount, 2)):
        raise UnableToOffer("amount")
    if valid_until < belgian_day(now):
        raise UnableToOffer("validity")
    hold_in(leg, LegState.IN_STUDY, LegState.OFFERED)
    told = {
        "amount": amount,
        "valid_until": valid_until,
        "sha256": hashlib.sha256(checked.content).hexdigest(),
    }
    if leg.state == LegState.OFFERED:
        if same := leg.offers.filter(ended_at=None, **told).first():
            return same
        leg.offers.filter(ended_at=None).update(ended_at=now)
        move(leg, LegState.IN_STUDY, by=Party.OPERATOR, actor=actor, now=now)
    made = Offer.objects.create(
        leg=leg, pdf=checked.content, pages=checked.pages, made_at=now, made_by=actor.id, **told
    )
    move(leg, LegState.OFFERED, by=Party.OPERATOR, actor=actor, now=now)
    return made


@transaction.atomic
def accept(*, offer: Offer, actor: Actor, now: datetime, instead_of: Collection[Leg] = ()) -> list[Leg]:
    """The applicant accepts, on the last day at the latest, and withdraws with it these other connections for the
    same utility. One that was ordered, or is over, meanwhile is left as it is. Returns those withdrawn. Raises
    `UnableToAnswerOffer`, `UnableToMove`."""
    leg = offer.leg
    _hold_open(offer, leg)
    if offer.valid_until < belgian_day(now):
        raise UnableToAnswerOffer("expired")
    Offer.objects.filter(pk=offer.pk).update(accepted_at=now)
    offer.refresh_from_db(fields=["accepted_at"])
    move(leg, LegState.ACCEPTED, by=Party.APPLICANT, actor=actor, now=now, accepted_at=now)
    others = leg.application.legs.filter(pk__in=[other.pk for other in instead_of], utility=leg.utility)
    given_up = list(others.filter(state__in=list(UNDECIDED)).select_related("application").order_by("pk"))
    withdraw_legs(given_up, actor=actor, now=now)
    return given_up


@transaction.atomic
def decline(*, offer: Offer, reason: str, actor: Actor, now: datetime) -> None:
    """The applicant wants another offer, or none; the operator reads the reason. Raises `UnableToAnswerOffer`,
    `UnableToMove`."""
    leg = offer.leg
    _hold_open(offer, leg)
    Offer.objects.filter(pk=offer.pk).update(ended_at=now, declined_because=reason.strip())
    offer.refresh_from_db(fields=["ended_at", "declined_because"])
    move(leg, LegState.IN_STUDY, by=Party.APPLICANT, actor=actor, now=now)


@transaction.atomic
def record_payment(*, leg: Leg, paid_on: date, actor: Actor, now: datetime) -> None:
    """Paid on that day; it may be corrected, twice is once. Raises `UnableToRecord`, `UnableToMove`."""
    hold_in(leg, *PLANNABLE)
    refuse_day(leg, paid_on, now=now)
    if leg.paid_on != paid_on:
        change(leg, "paid", by=Party.OPERATOR, actor=actor, now=now, paid_on=paid_on)


def refuse_day(leg: Leg, day: date, *, now: datetime) -> None:
    """Raises `UnableToRecord` for a day on which nothing of this leg can have happened."""
    if day > belgian_day(now):
        raise UnableToRecord("future")
    if day < belgian_day(leg.sent_at):
        raise UnableToRecord("order")


def _hold_open(offer: Offer, leg: Leg) -> None:
    hold_in(leg, LegState.OFFERED)
    offer.refresh_from_db()
    if offer.ended_at is not None or offer.accepted_at is not None:
        raise UnableToAnswerOffer("over")
