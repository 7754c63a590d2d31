"""The exact text that a grantor signs (R8), as a PDF that is made once and kept: its hash is what is signed.

The EAN of each access point stands in it. R6 keeps it from whoever only says that the home is theirs; here the
grantor is signed in with a second factor and sees the own EAN anyway, and hands it to the holder by signing: a
mandate that did not name its access points would be none. The file bears class C3 (R16), as the letter with an
EAN.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mandates import words
from mandates.models import Mandate, MandateDocument
from mandates.terms import Terms, from_json, terms_of
from portal.customers.models import Customer, Occupancy
from portal.documents import pdf
from portal.documents.model import Block, Column, Confidentiality, Document, Facts, Heading, Paragraph, Table
from portal.documents.registry import compose, register
from portal.grid.models import Energy
from portal.primitives.enterprise_number import grouped
from portal.primitives.period import belgian_day
from portal.ui import formats

NAME = "mandate"
TEXT_VERSION = "2026-11"  # changes with the sentences below; a signature names the one that was read

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """The document in its bytes, and what names them."""

    pdf: bytes
    sha256: str
    text_version: str
    language: str


def register_all() -> None:
    """Make the mandate known to the room of documents."""
    register(NAME, _compose)


def make(mandate: Mandate, occupancies: Sequence[Occupancy], terms: Terms, *, dated: date) -> Paper:
    """The paper of these terms, in the language of the mandate. Raises `DocumentFault`."""
    if mandate.grantor is None:
        raise ValueError("nobody could sign it")
    context = context_of(mandate, mandate.grantor, occupancies, terms, dated=dated)
    made = pdf.report(compose(NAME, context, mandate.language), language=mandate.language)
    return Paper(made, hashlib.sha256(made).hexdigest(), TEXT_VERSION, mandate.language)


def read_again(mandate: Mandate, paper: MandateDocument) -> Document:
    """The sentences of a paper that was made, for a page that shows them beside it."""
    if mandate.grantor is None:
        raise ValueError("nobody could read it")
    named = mandate.scopes.select_related("occupancy__access_point").order_by("occupancy__access_point")
    occupancies = {scope.occupancy_id: scope.occupancy for scope in named}
    context = context_of(
        mandate, mandate.grantor, list(occupancies.values()), terms_of(mandate), dated=belgian_day(paper.made_at)
    )
    return compose(NAME, context, paper.language)


def context_of(
    mandate: Mandate, grantor: Customer, occupancies: Sequence[Occupancy], terms: Terms, *, dated: date
) -> dict[str, Any]:
    """What the composer needs, as JSON values. The access points come with the occupancies."""
    return {
        "reference": str(mandate.public_id)[:8].upper(),
        "dated": dated.isoformat(),
        "grantor": grantor.name,
        "holder": mandate.holder.name,
        "holder_number": mandate.holder.enterprise_number,
        "points": [
            {
                "energy": each.access_point.energy,
                "address": each.access_point.address,
                "ean": each.access_point.ean,
            }
            for each in occupancies
        ],
        "terms": terms.as_json(),
    }


def _compose(context: Context) -> Document:
    terms = from_json(context["terms"])
    return Document(
        title=_("Mandate to see energy data"),
        dated=date.fromisoformat(context["dated"]),
        confidentiality=Confidentiality.RESTRICTED,
        reference=context["reference"],
        facts=((_("Text"), TEXT_VERSION),),
        blocks=(
            Heading(_("Between whom")),
            Facts(((_("The customer, who grants it"), context["grantor"]), (_("The holder"), _holder(context)))),
            Paragraph(
                _("The customer allows the holder to see, in the portal of the grid operator, the data named"
                  " below. The grid operator shows nothing else, and writes each look to a journal that the "
                  "customer reads in the portal.")
            ),
            _points(context),
            Heading(_("Which data, and what for")),
            Facts(
                (
                    *((_("Data"), kind) for kind in words.kinds(terms.kinds)),
                    (_("At the finest"), words.granularity(terms.granularity)),
                    (_("Of which days"), words.data_period(terms)),
                    (_("What for"), terms.purpose),
                    (_("Last day of the mandate"), formats.day(terms.ends_on)),
                )
            ),
            Paragraph(
                _("Whatever these days are, the holder sees only days on which the customer was the "
                  "occupant, and none that is older than three years.")
            ),
            Heading(_("How it ends")),
            Paragraph(
                _("The mandate ends on its last day, when one of the two ends it, or when the customer is no"
                  " longer the occupant, whichever comes first. The customer may revoke it at any moment, at"
                  " once and without a reason: in the portal under Mandates, or by calling %(number)s. The "
                  "holder uses the data for the purpose named above and for nothing else.")
                % {"number": settings.OPERATOR["contact_number"]}
            ),
            *_signature(context),
        ),
    )  # fmt: skip


def _holder(context: Context) -> str:
    number = context["holder_number"]
    return f"{context['holder']} ({grouped(number)})" if number else str(context["holder"])


def _points(context: Context) -> Block:
    return Table(
        _("Access points"),
        (Column(_("Energy")), Column(_("Address")), Column(_("EAN number"))),
        tuple(
            (
                str(Energy(point["energy"]).label).capitalize(),
                str(point["address"]),
                formats.grouped_ean(point["ean"]),
            )
            for point in context["points"]
        ),
    )


def _signature(context: Context) -> tuple[Block, ...]:
    line = "." * 40
    return (
        Heading(_("Signature of the customer")),
        Paragraph(
            _("Signed in the portal with a one-time code, or with a qualified electronic signature on this "
              "file, or by hand here:")
        ),
        Facts(((_("Name"), context["grantor"]), (_("Date"), line), (_("Signature"), line))),
    )  # fmt: skip
