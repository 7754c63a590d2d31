"""The questions of an application: what each one asks, when it is asked, and when it is answered. Pure Python.

Each has a form under its slug in `forms.FORMS` and a title in `words.TITLES`. What is no longer asked is not sent:
`pruned` takes it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.operators import Operator, Utility

K = Key


class Section(StrEnum):
    """What belongs together on the task list."""

    YOU = "you"
    PLOT = "plot"
    WORKS = "works"
    CONNECTIONS = "connections"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which questions are asked.

    `served`: the operators of the scheme per utility, in the commune of the plot; `shared`: utilities of which the
    street decides who connects.
    """

    answers: Mapping[str, Any]
    today: date
    served: Mapping[Utility, tuple[Operator, ...]] = field(default_factory=dict)
    shared: frozenset[Utility] = frozenset()

    def get(self, key: Key) -> Any:
        return self.answers.get(key.value)

    @property
    def temporary(self) -> bool:
        """Whether the site needs connections for the works and no lasting ones."""
        return bool(self.get(K.WORKS) == "temporary")

    @property
    def offered(self) -> list[Utility]:
        """What can be asked for here: of what the scheme's operators connect, a building site takes two."""
        offered = [utility for utility in Utility if self.served.get(utility)]
        return [each for each in offered if each in _ON_SITES] if self.temporary else offered

    @property
    def utilities(self) -> frozenset[Utility]:
        """What is asked for."""
        return frozenset(self.offered) & set(self.get(K.UTILITIES) or ())

    def wants(self, *utilities: Utility) -> bool:
        return bool(self.utilities & set(utilities))

    @property
    def on_site(self) -> bool:
        """Whether there is a supply for the works."""
        return self.temporary or self.get(K.SITE_SUPPLY) == "yes"


_ON_SITES = frozenset({Utility.ELECTRICITY, Utility.WATER})
Test = Callable[[Facts], bool]
Needs = Callable[[Facts], tuple[Key, ...]]


def _always(_: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `keys`: what it answers; `needs`: which of them must have an answer; `holds`: what else must be
    true of them."""

    slug: str
    section: Section
    keys: tuple[Key, ...]
    applies: Test = _always
    needs: Needs | None = None
    holds: Test = _always

    def needed(self, facts: Facts) -> tuple[Key, ...]:
        return self.keys if self.needs is None else self.needs(facts)

    def is_done(self, facts: Facts) -> bool:
        return all(facts.get(key) for key in self.needed(facts)) and self.holds(facts)


def _none(_: Facts) -> tuple[Key, ...]:
    return ()


def _only(*keys: Key) -> Needs:
    return lambda _: keys


def _place(facts: Facts) -> tuple[Key, ...]:
    """A house number, or the parcel; the street where it decides who connects."""
    street = (K.STREET,) if facts.shared or not facts.get(K.CADASTRE) else ()
    return (*street, K.CADASTRE if facts.get(K.CADASTRE) else K.HOUSE_NUMBER)


def _coming(first: Key, last: Key) -> Test:
    """The period is in order and not over, nor begun."""
    return lambda facts: facts.today.isoformat() <= (facts.get(first) or "") <= (facts.get(last) or "")


def _power(facts: Facts) -> tuple[Key, ...]:
    wanted = (K.TEMPORARY_FROM, K.TEMPORARY_UNTIL)
    return (K.TEMPORARY_KVA, *wanted) if facts.wants(Utility.ELECTRICITY) else wanted


Y, P, W, C = Section.YOU, Section.PLOT, Section.WORKS, Section.CONNECTIONS
QUESTIONS = (
    Question("role", Y, (K.ROLE,)),
    Question("applicant", Y, (K.NAME, K.COMPANY, K.ENTERPRISE_NUMBER), needs=_only(K.NAME)),
    Question("contact", Y, (), needs=_none),
    Question("invoice", Y, (K.INVOICE_TO,)),
    Question(
        "invoice-party",
        Y,
        (K.INVOICE_NAME, K.INVOICE_ENTERPRISE_NUMBER),
        applies=lambda facts: bool(facts.get(K.INVOICE_TO) == "other"),
        needs=_only(K.INVOICE_NAME),
    ),
    Question(
        "invoice-address",
        Y,
        (K.INVOICE_STREET, K.INVOICE_HOUSE_NUMBER, K.INVOICE_POSTAL_CODE, K.INVOICE_LOCALITY),
    ),
    Question("commune", P, (K.POSTAL_CODE,)),
    Question("address", P, (K.STREET, K.HOUSE_NUMBER, K.CADASTRE), needs=_place),
    Question("works", W, (K.WORKS,)),
    Question("building", W, (K.BUILDING, K.DWELLINGS), applies=lambda facts: not facts.temporary),
    Question(
        "permit",
        W,
        (K.PERMIT_NUMBER, K.PERMIT_DATE),
        applies=lambda facts: not facts.temporary,
        needs=lambda facts: (K.PERMIT_NUMBER, K.PERMIT_DATE) if facts.get(K.WORKS) == "new" else (),
    ),
    Question(
        "period",
        W,
        (K.WANTED_FROM, K.WANTED_UNTIL),
        applies=lambda facts: not facts.temporary,
        holds=_coming(K.WANTED_FROM, K.WANTED_UNTIL),
    ),
    Question("utilities", C, (K.UTILITIES,), holds=lambda facts: bool(facts.utilities)),
    Question(
        "site-supply",
        C,
        (K.SITE_SUPPLY,),
        applies=lambda facts: not facts.temporary and facts.wants(*_ON_SITES),
    ),
    Question(
        "temporary",
        C,
        (K.TEMPORARY_KVA, K.TEMPORARY_FROM, K.TEMPORARY_UNTIL),
        applies=lambda facts: facts.on_site and facts.wants(*_ON_SITES),
        needs=_power,
        holds=_coming(K.TEMPORARY_FROM, K.TEMPORARY_UNTIL),
    ),
    Question(
        "cooking",
        C,
        (K.COOKING,),
        applies=lambda facts: not facts.temporary and facts.wants(Utility.ELECTRICITY, Utility.GAS),
    ),
    Question(
        "electricity-use",
        C,
        (K.HEAT_PUMP_KW, K.CHARGING_KW, K.SOLAR_KW),
        applies=lambda facts: not facts.temporary and facts.wants(Utility.ELECTRICITY),
        needs=_none,
    ),
    Question(
        "electricity-power",
        C,
        (K.ELECTRICITY_KVA, K.ELECTRICITY_PHASES),
        applies=lambda facts: not facts.temporary and facts.wants(Utility.ELECTRICITY),
    ),
    Question("gas", C, (K.GAS_KW,), applies=lambda facts: facts.wants(Utility.GAS)),
    Question(
        "water",
        C,
        (K.WATER_DIAMETER, K.CERTIBEAU),
        applies=lambda facts: facts.wants(Utility.WATER),
        needs=lambda facts: (K.WATER_DIAMETER,) if facts.temporary else (K.WATER_DIAMETER, K.CERTIBEAU),
    ),
    Question(
        "telecom", C, (K.TELECOM_OPERATORS, K.TELECOM_MEDIUM), applies=lambda facts: facts.wants(Utility.TELECOM)
    ),
    Question("remark", C, (K.REMARK,), needs=_none),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}


def asked(facts: Facts) -> list[Question]:
    """The questions that apply, in order."""
    return [question for question in QUESTIONS if question.applies(facts)]


def missing(facts: Facts) -> list[Question]:
    """The questions that still lack an answer."""
    return [question for question in asked(facts) if not question.is_done(facts)]


def after(question: Question, facts: Facts) -> Question | None:
    """The next question of the section."""
    rest = [each for each in asked(facts) if each.section == question.section]
    place = QUESTIONS.index(question)
    return next((each for each in rest if QUESTIONS.index(each) > place), None)


def pruned(facts: Facts) -> dict[str, Any]:
    """The answers to what is asked; a list keeps what is offered here. What falls away may take more with it."""
    while True:
        keys = {key for question in asked(facts) for key in question.keys if _asks(key, facts)}
        left = {key: value for key, value in facts.answers.items() if key in keys}
        if Key.UTILITIES in left:
            left[Key.UTILITIES.value] = [each for each in left[Key.UTILITIES] if each in facts.utilities]
        if left == facts.answers:
            return left
        facts = replace(facts, answers=left)


def _asks(key: Key, facts: Facts) -> bool:
    """Whether a question that is asked has this part."""
    if key is Key.CERTIBEAU:
        return not facts.temporary
    return key is not Key.TEMPORARY_KVA or facts.wants(Utility.ELECTRICITY)


def gone(facts: Facts) -> list[Key]:
    """The answers that would not be sent, as nobody asks for them any more."""
    left = pruned(facts)
    return [key for key in Key if key in facts.answers and key not in left]


# Which files an application takes, and which it cannot do without.


def documents(facts: Facts) -> dict[AttachmentKind, bool]:
    """The kinds of files that are asked for; whether one of that kind must be there before sending."""
    kinds = {AttachmentKind.SITE_PLAN: True}
    if not facts.temporary:
        kinds[AttachmentKind.PERMIT] = False
    kinds[AttachmentKind.PHOTO] = False
    if facts.get(K.CERTIBEAU) == "yes" and facts.wants(Utility.WATER):
        kinds[AttachmentKind.CERTIBEAU] = False
    if facts.get(K.ROLE) == "agent":
        kinds[AttachmentKind.MANDATE] = True
    return kinds
