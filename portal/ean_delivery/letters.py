"""The letter that holds EANs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.documents.model import (
    Block,
    Column,
    Confidentiality,
    Document,
    Figure,
    Notice,
    Paragraph,
    Table,
)
from portal.grid.models import Energy
from portal.ui.formats import grouped_ean

_AS_FIGURES = 2


def compose(context: Mapping[str, Any]) -> Document:
    """`dated` (ISO), `reference`, `number` to call, and `rows` with address, energy and ean each."""
    rows = context["rows"]
    if not rows:
        raise ValueError("a letter without an EAN")
    return Document(
        title=_("Your EAN number") if len(rows) == 1 else _("Your EAN numbers"),
        dated=date.fromisoformat(context["dated"]),
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=context["reference"],
        salutation=_("Dear customer,"),
        closing=_("Kind regards,"),
        blocks=(
            Paragraph(_("You asked us for the EAN number of your connection. It names the access point for which "
                        "you conclude a supply contract.")),
            *_numbers(rows),
            Paragraph(_("Give it to your supplier when you conclude a contract or move. The number stays with the "
                        "address: it does not change with the occupant, the meter or the supplier.")),
            Notice(
                _("You did not ask for this?"),
                _("Then somebody knows your address and your meter number. Nobody but you has received the EAN. "
                  "Call us at %(number)s.") % {"number": context["number"]},
            ),
        ),
    )  # fmt: skip


def _numbers(rows: list[dict[str, str]]) -> list[Block]:
    if len(rows) <= _AS_FIGURES:
        return [Figure(_label(row["energy"]), grouped_ean(row["ean"])) for row in rows]
    return [
        Table(
            _("EAN numbers by address"),
            (Column(_("Address")), Column(_("Energy")), Column(_("EAN number"))),
            tuple((row["address"], str(Energy(row["energy"]).label), grouped_ean(row["ean"])) for row in rows),
        )
    ]


def _label(energy: str) -> str:
    return _("EAN number, gas") if energy == Energy.GAS else _("EAN number, electricity")
