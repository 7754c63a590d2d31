"""Answers in words, with their units: as operators read them, and what applicants take along."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from connectmyhome.application.answers import Key
from connectmyhome.operators import NAMES, Operator
from connectmyhome.territory.models import UtilityChoices
from portal.primitives.enterprise_number import grouped
from portal.primitives.mobile import grouped as grouped_mobile
from portal.ui import formats

Answers = Mapping[str, Any]
Words = Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together: (what was asked, the answer), both in words."""

    title: str | Promise
    rows: Sequence[tuple[str | Promise, str]]


def sections_of(answers: Answers) -> list[Section]:
    """All answers, by what they are about; sections without any are left out. `answers` is by `Key`, and may hold
    email, mobile, language and commune beside them, as `payload.given` has it."""
    found = [Section(title, list(_rows(lines, answers))) for title, lines in _SECTIONS]
    return [section for section in found if section.rows]


def _rows(lines: Sequence["_Line"], answers: Answers) -> Iterator[tuple[str | Promise, str]]:
    for label, keys, say in lines:
        values = [answers.get(key) for key in keys]
        if any(value not in (None, "", []) for value in values):
            yield label, say(*values)


def _text(*values: Any) -> str:
    return " ".join(str(value) for value in values if value not in (None, ""))


def _place(*values: Any) -> str:
    street, number, postal_code, locality = (value or "" for value in values)
    return ", ".join(part for part in (_text(street, number), _text(postal_code, locality)) if part)


def _day(value: str) -> str:
    try:
        return formats.day(date.fromisoformat(value))
    except ValueError:
        return value


def _between(*values: Any) -> str:
    return " – ".join(_day(str(value)) if value else "…" for value in values)


def _in(unit: str) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        if not amount.is_finite():
            return str(value)
        decimals = max(-int(amount.as_tuple().exponent), 0)
        return formats.with_unit(formats.number(amount, decimals), unit)

    return say


def _one_of(words: Words) -> Callable[[Any], str]:
    return lambda value: str(words.get(str(value), value))


def _each_of(words: Words) -> Callable[[Any], str]:
    return lambda values: ", ".join(str(words.get(str(value), value)) for value in values)


_YES_NO: Words = {"yes": _("yes"), "no": _("no")}
_Line = tuple[str | Promise, tuple[str, ...], Callable[..., str]]
_SECTIONS: Sequence[tuple[str | Promise, Sequence[_Line]]] = (
    (
        _("Applicant"),
        (
            (
                _("Applies as"),
                (Key.ROLE,),
                _one_of(
                    {
                        "owner": _("owner"),
                        "builder": _("builder"),
                        "architect": _("architect"),
                        "agent": _("agent, with a signed mandate of the owner"),
                    }
                ),
            ),
            (_("Name"), (Key.NAME,), _text),
            (_("Company"), (Key.COMPANY,), _text),
            (_("Enterprise number"), (Key.ENTERPRISE_NUMBER,), grouped),
            (_("E-mail"), ("email",), _text),
            (_("Mobile"), ("mobile",), grouped_mobile),
            (_("Language"), ("language",), _one_of(dict(settings.LANGUAGES))),
        ),
    ),
    (
        _("Invoices"),
        (
            (
                _("Invoices go to"),
                (Key.INVOICE_TO,),
                _one_of({"applicant": _("the applicant"), "other": _("somebody else")}),
            ),
            (pgettext_lazy("on the invoice", "Name"), (Key.INVOICE_NAME,), _text),
            (_("Enterprise number"), (Key.INVOICE_ENTERPRISE_NUMBER,), grouped),
            (
                _("Address for invoices"),
                (Key.INVOICE_STREET, Key.INVOICE_HOUSE_NUMBER, Key.INVOICE_POSTAL_CODE, Key.INVOICE_LOCALITY),
                _place,
            ),
        ),
    ),
    (
        _("Plot"),
        (
            (
                _("Address of the plot"),
                (Key.STREET, Key.HOUSE_NUMBER, Key.POSTAL_CODE, "commune"),
                _place,
            ),
            (_("Cadastral reference"), (Key.CADASTRE,), _text),
        ),
    ),
    (
        pgettext_lazy("building works", "Works"),
        (
            (
                _("Kind of works"),
                (Key.WORKS,),
                _one_of(
                    {
                        "new": _("new home"),
                        "renovation": _("renovation of a home"),
                        "temporary": _("building site only"),
                    }
                ),
            ),
            (
                _("Building"),
                (Key.BUILDING,),
                _one_of({"house": _("house"), "building": _("building with several dwellings")}),
            ),
            (_("Dwellings"), (Key.DWELLINGS,), _text),
            (_("Building permit"), (Key.PERMIT_NUMBER,), _text),
            (_("Date of the permit"), (Key.PERMIT_DATE,), _day),
            (_("To be connected between"), (Key.WANTED_FROM, Key.WANTED_UNTIL), _between),
        ),
    ),
    (
        _("What is asked for"),
        (
            (_("Connections"), (Key.UTILITIES,), _each_of(dict(UtilityChoices.choices))),
            (_("Power of electricity"), (Key.ELECTRICITY_KVA,), _in("kVA")),
            (
                _("Phases"),
                (Key.ELECTRICITY_PHASES,),
                _one_of(
                    {
                        "single": _("single-phase, 230 V"),
                        "three": _("three-phase without neutral, 230 V"),
                        "three_neutral": _("three-phase with neutral, 400 V"),
                    }
                ),
            ),
            (_("Heat pump"), (Key.HEAT_PUMP_KW,), _in("kW")),
            (_("Charging point"), (Key.CHARGING_KW,), _in("kW")),
            (_("Solar panels"), (Key.SOLAR_KW,), _in("kW")),
            (_("Cooking"), (Key.COOKING,), _one_of({"electric": _("with electricity"), "gas": _("with gas")})),
            (_("Power of gas"), (Key.GAS_KW,), _in("kW")),
            (_("Diameter of the water pipe"), (Key.WATER_DIAMETER,), _in("mm")),
            (
                _("CertIBEau certificate"),
                (Key.CERTIBEAU,),
                _one_of(
                    {"yes": _("there"), "planned": _("not there yet"), "not_needed": _("not needed")},
                ),
            ),
            (
                _("Telecom operators"),
                (Key.TELECOM_OPERATORS,),
                _each_of({operator.value: NAMES[operator] for operator in Operator}),
            ),
            (
                _("Network"),
                (Key.TELECOM_MEDIUM,),
                _one_of({"fibre": _("fibre"), "cable": _("cable"), "either": _("fibre or cable")}),
            ),
            (_("Supply for the works"), (Key.SITE_SUPPLY,), _one_of(_YES_NO)),
            (_("Power for the works"), (Key.TEMPORARY_KVA,), _in("kVA")),
            (_("Supply for the works between"), (Key.TEMPORARY_FROM, Key.TEMPORARY_UNTIL), _between),
            (_("Remark"), (Key.REMARK,), _text),
        ),
    ),
)
