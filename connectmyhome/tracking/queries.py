"""An application as its applicant sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application, Attachment, Consent
from connectmyhome.legs.clocks import Clock
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.erasures.queries import erasures_of_application
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.queries import IN_ORDER, legs_of_application, with_clocks
from connectmyhome.legs.states import CLOSED, LegState
from connectmyhome.operators import NAMES, Operator, Utility
from connectmyhome.tracking import words
from connectmyhome.tracking.actions import Action, What, actions_of, limit_of
from connectmyhome.tracking.models import EanHandOver
from connectmyhome.workday import queries as workday
from connectmyhome.workday.states import ProposalState
from portal.primitives.period import belgian_day

_NEWS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One leg: what happens, until when, the steps that it took, and what was said."""

    leg: Leg
    clock: Clock
    doing: str
    until: str
    tone: str
    questions: Sequence[Question]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers of one utility; several of telecom are alternatives."""

    utility: str
    offers: Sequence[Offer]

    @property
    def are_alternatives(self) -> bool:
        return len(self.offers) > 1


@dataclass(frozen=True, slots=True)
class Total:
    """EUR, VAT included. `accepted` is agreed to; `open_least` and `open_most` come on top, if one offer of each
    utility that has none accepted yet is accepted."""

    accepted: Decimal
    open_least: Decimal
    open_most: Decimal

    @property
    def least(self) -> Decimal:
        return self.accepted + self.open_least

    @property
    def most(self) -> Decimal:
        return self.accepted + self.open_most


@dataclass(frozen=True, slots=True)
class News:
    """Something that the applicant was told of."""

    words: str
    leg: Leg | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """All that the tracking page says."""

    application: Application
    actions: Sequence[Action]
    lines: Sequence[Line]
    offers: Sequence[Offers]
    total: Total
    files: Sequence[Attachment]
    planned_on: Sequence[date]
    news: Sequence[News]
    day_matters: bool
    ean_sent: bool

    @property
    def is_over(self) -> bool:
        return bool(self.lines) and not any(line.is_open for line in self.lines)

    @property
    def shown_waits(self) -> list[Line]:
        """What others do now, or, once all is over, how each connection ended."""
        return [line for line in self.lines if line.is_open] or list(self.lines)

    @property
    def connected(self) -> int:
        return sum(line.leg.state == LegState.CONNECTED for line in self.lines)

    @property
    def wanted(self) -> int:
        """How many connections the applicant did not withdraw."""
        return sum(line.leg.state != LegState.WITHDRAWN for line in self.lines)

    @property
    def questions(self) -> list[Question]:
        """The latest first."""
        asked = [question for line in self.lines for question in line.questions]
        return sorted(asked, key=lambda each: each.asked_at, reverse=True)

    @property
    def has_to_pay(self) -> bool:
        return any(action.what is What.PAY for action in self.actions)

    @property
    def has_alternatives(self) -> bool:
        return any(group.are_alternatives for group in self.offers)

    @property
    def completed(self) -> list[Leg]:
        """Connections of energy that are made: their EAN can be asked for (R6)."""
        energy = (Utility.ELECTRICITY, Utility.GAS)
        connected = (line.leg for line in self.lines if line.leg.state == LegState.CONNECTED)
        return [leg for leg in connected if leg.utility in energy]

    @property
    def place(self) -> str:
        """Where the home is, on one line."""
        answers = self.application.answers
        street = " ".join(str(answers[key]) for key in (Key.STREET, Key.HOUSE_NUMBER) if answers.get(key))
        town = self.application.commune.name if self.application.commune else ""
        code = str(answers.get(Key.POSTAL_CODE, ""))
        return ", ".join(part for part in (street, f"{code} {town}".strip()) if part)


def status_of(application: Application, *, now: datetime) -> Status:
    """The application as it stands."""
    pairs = with_clocks(legs_of_application(application), now=now)
    legs = [leg for leg, _ in pairs]
    offers = _offers(legs)
    return Status(
        application=application,
        actions=actions_of(pairs, day=_asked_of_day(application, belgian_day(now)), now=now),
        lines=[_line(leg, clock) for leg, clock in pairs],
        offers=offers,
        total=total_of(offers),
        files=list(files_of(application)),
        news=_news(application),
        planned_on=sorted({leg.planned_on for leg in legs if leg.state == LegState.PLANNED and leg.planned_on}),
        ean_sent=EanHandOver.objects.filter(leg__application=application).exists(),
        day_matters=any(leg.state == LegState.PLANNED for leg in legs) or workday.plannable(application) != [],
    )


def _asked_of_day(application: Application, today: date) -> What | None:
    """Whether a proposed day waits for the applicant's word, or days are to be chosen."""
    cards = workday.cards(application, None, today=today)
    if any(card.stands and not card.confirmed and card.proposal.state == ProposalState.OPEN for card in cards):
        return What.CONFIRM_DAY
    if any(card.proposal.is_live for card in cards) or not workday.plannable(application):
        return None
    return None if workday.days_of_applicant(application, after=today) else What.DAYS


def _news(application: Application) -> list[News]:
    found = application.notices.select_related("leg")[:_NEWS_SHOWN]
    return [News(str(words.NEWS.get(each.what, each.what)), each.leg, each.at) for each in found]


def _line(leg: Leg, clock: Clock) -> Line:
    limits = [limit for each in leg.questions.all() if each.is_open and (limit := limit_of(each, leg))]
    if leg.state == LegState.OFFERED:
        limits += [each.valid_until for each in leg.offers.all() if each.ended_at is None]
    return Line(
        leg=leg,
        clock=clock,
        doing=words.doing(leg, clock),
        until=words.until(leg, clock, min(limits, default=None)),
        tone=words.TONES.get(LegState(leg.state), ""),
        questions=[each for each in leg.questions.all() if each.withdrawn_at is None],
        is_open=leg.state not in CLOSED,
    )


def _offers(legs: Sequence[Leg]) -> list[Offers]:
    """The offers that hold, open or accepted, of legs that were not given up."""
    given_up = CLOSED - {LegState.CONNECTED}
    held = [
        offer for leg in legs if leg.state not in given_up for offer in leg.offers.all() if offer.ended_at is None
    ]
    return [
        Offers(utility, sorted(found, key=lambda offer: (offer.amount, offer.pk)))
        for utility, found in (
            (utility, list(offers)) for utility, offers in groupby(held, key=lambda offer: offer.leg.utility)
        )
    ]


def total_of(groups: Sequence[Offers]) -> Total:
    """What is agreed to, and what may come on top: of alternatives, one."""
    accepted = sum((each.amount for group in groups for each in group.offers if each.accepted_at), Decimal())
    least = most = Decimal()
    for group in groups:
        if any(each.accepted_at for each in group.offers) and group.utility == Utility.TELECOM:
            continue
        amounts = [each.amount for each in group.offers if each.accepted_at is None]
        least, most = least + min(amounts, default=Decimal()), most + max(amounts, default=Decimal())
    return Total(accepted, least, most)


def files_of(application: Application) -> QuerySet[Attachment]:
    """The applicant's own files, without their content."""
    return application.attachments.defer("content")


def open_questions(application: Application) -> QuerySet[Question]:
    """What the applicant may still answer."""
    return Question.objects.filter(
        leg__application=application, answered_at=None, withdrawn_at=None
    ).select_related("leg__application")


def offers_of(application: Application) -> QuerySet[Offer]:
    """All offers that were ever made, without the document."""
    return Offer.objects.filter(leg__application=application).select_related("leg__application").defer("pdf")


def open_offers(application: Application) -> QuerySet[Offer]:
    """What the applicant may accept or decline."""
    return offers_of(application).filter(ended_at=None, accepted_at=None, leg__state=LegState.OFFERED)


def open_legs(application: Application) -> QuerySet[Leg]:
    """What may still be withdrawn."""
    return application.legs.exclude(state__in=list(CLOSED)).select_related("application")


def open_consents(application: Application) -> QuerySet[Consent]:
    """The operators that the applicant lets have the application."""
    return application.consents.filter(withdrawn_at=None).order_by("operator")


def erasures_of(application: Application) -> QuerySet[Erasure]:
    """Which operators were asked to erase, and which confirmed."""
    return erasures_of_application(application)


def operator_named(code: str) -> str:
    """The operator as people know it."""
    return NAMES[Operator(code)]


def is_valid(offer: Offer, *, now: datetime) -> bool:
    """Whether it can be accepted today."""
    return offer.valid_until >= belgian_day(now)


def alternatives_to(offer: Offer) -> QuerySet[Leg]:
    """The other connections for the same utility that are not over, with the offer of each that holds."""
    held = Prefetch("offers", Offer.objects.filter(ended_at=None).defer("pdf"))
    rivals = open_legs(offer.leg.application).filter(utility=offer.leg.utility).exclude(pk=offer.leg_id)
    return rivals.order_by(*IN_ORDER).prefetch_related(held)


def others(leg: Leg) -> list[Leg]:
    """The connections that go on when this one is withdrawn."""
    return list(open_legs(leg.application).exclude(pk=leg.pk))
