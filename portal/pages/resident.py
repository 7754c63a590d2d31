"""The resident's home: for each access point what its last days came to, and who looked at the data lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from consumption.closing_pack.models import ClosingPack
from consumption.closing_pack.queries import packs_for
from consumption.customer_readings import queries as readings
from consumption.history import queries
from consumption.history.operations import History, disclose_history, disclose_index_history
from consumption.history.series import MISSING, Comparison
from consumption.store.kinds import Channel
from portal.access.actor import Actor
from portal.access.grants import Grant
from portal.access.journal import Line, lines
from portal.access.kinds import Granularity
from portal.access.queries import access_points_for
from portal.correspondence.queries import unread_count
from portal.grid.models import AccessPoint, Energy
from portal.pages.journal.queries import OTHERS, Choice, lines_about
from portal.primitives.period import Period
from portal.ui import formats

_DAYS = 30
_LINES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """One access point. Amounts are Wh, or dm³ of gas where only the volume is known; -1 when nothing is known.

    `bars` are the days from `start` to `last`, as shares of the greatest (0–1); None for a day without a value.
    """

    access_point: AccessPoint
    start: date | None = None
    last: date | None = None
    used: int = MISSING
    injected: int = MISSING
    channel: Channel | None = None
    comparison: Comparison | None = None
    bars: tuple[float | None, ...] = ()
    read_by_a_person: bool = False

    @property
    def is_gas(self) -> bool:
        return self.access_point.energy == Energy.GAS

    @property
    def unit(self) -> str:
        return "m³" if self.channel is Channel.GAS_VOLUME else "kWh"

    @property
    def amount(self) -> str:
        """What was used, in words of the reader, without its unit."""
        return formats.number(Decimal(self.used) / 1000)

    @property
    def missing_days(self) -> int:
        return sum(share is None for share in self.bars)

    @property
    def spark(self) -> list[dict[str, int]]:
        """The bars as rectangles in a box of 300 by 48; a day without a value leaves its place empty."""
        return [
            {"x": place * 10, "y": 48 - max(2, round(share * 48)), "height": max(2, round(share * 48))}
            for place, share in enumerate(self.bars)
            if share is not None
        ]

    @property
    def change(self) -> float | None:
        """Relative to the same days a year before, when both are known well enough to say."""
        comparison = self.comparison
        if comparison is None or comparison.compared_days < _DAYS * 0.8:
            return None
        return comparison.change


@dataclass(frozen=True, slots=True)
class Home:
    """The cards by address, the number of unread letters, and the last lines of the journal that are not the
    resident's own."""

    addresses: dict[str, list[Card]]
    looked: Sequence[Line]
    unread: int
    asked: Sequence[readings.Home]  # meters that a letter asks to read
    packs: Sequence[ClosingPack]  # papers of homes that the resident left


def home(*, actor: Actor, now: datetime) -> Home:
    """Trace, then read, what the home of `actor` shows (R14)."""
    addresses: dict[str, list[Card]] = {}
    for access_point in access_points_for(actor, now=now).order_by(
        "postal_code", "street", "house_number", "energy"
    ):
        card = _card(queries.grant_for(actor, access_point.public_id, now=now))
        addresses.setdefault(access_point.address, []).append(card)
    groups = lines_about(actor, Choice(who=OTHERS))[:_LINES]
    return Home(
        addresses=addresses,
        looked=lines(groups, reader=actor.id),
        unread=unread_count(actor, now=now),
        asked=readings.asked_for(actor, now=now),
        packs=list(packs_for(actor, now=now)),
    )


def _card(grant: Grant) -> Card:
    last = queries.last_received(grant)
    if last is None:
        return Card(grant.access_point)
    if queries.read_by_a_person(queries.meters(grant)):
        return _from_readings(grant)
    if grant.granularity < Granularity.DAY:
        return Card(grant.access_point)
    return _from_days(grant, Period(last - timedelta(days=_DAYS - 1), last + timedelta(days=1)))


def _from_days(grant: Grant, period: Period) -> Card:
    history = disclose_history(
        grant=grant, period=period, granularity=Granularity.DAY, channel="page", compare=True
    )
    main = Channel.GAS_ENERGY if Channel.GAS_ENERGY in history.channels else history.channels[0]
    days = history.daily[main]
    return Card(
        access_point=grant.access_point,
        channel=main,
        start=days.start,
        last=days.end - timedelta(days=1),
        used=days.total,
        injected=_total(history, Channel.INJECTION),
        comparison=history.comparison(main),
        bars=_shares(days.totals.tolist()),
    )


def _from_readings(grant: Grant) -> Card:
    """The last period between two readings by a person."""
    found = disclose_index_history(grant=grant, period=queries.closed_period(grant), channel="page")
    if not found:
        return Card(grant.access_point, read_by_a_person=True)
    newest = [each for each in found if each.channel is found[0].channel][-1]
    return Card(
        access_point=grant.access_point,
        channel=newest.channel,
        start=newest.start,
        last=newest.end,
        used=newest.total,
        read_by_a_person=True,
    )


def _total(history: History, channel: Channel) -> int:
    return history.daily[channel].total if channel in history.daily else MISSING


def _shares(totals: list[int]) -> tuple[float | None, ...]:
    most = max(totals, default=0)
    return tuple(None if total < 0 else total / most if most > 0 else 0.0 for total in totals)
