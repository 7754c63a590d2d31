"""The letter that says who supplies an address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.model import Confidentiality, Document, Facts, Notice, Paragraph
from portal.grid.models import Energy
from portal.ui import formats


def compose(context: Mapping[str, Any]) -> Document:
    """`dated` (ISO), `reference`, `number` to call, `address`, and `rows` with energy, supplier ("" for none) and
    since (ISO) each."""
    return Document(
        title=_("Who supplies your address"),
        dated=date.fromisoformat(context["dated"]),
        confidentiality=Confidentiality.RESTRICTED,
        reference=context["reference"],
        facts=((_("Address"), context["address"]),),
        salutation=_("Dear Sir or Madam,"),
        closing=_("Kind regards,"),
        blocks=(
            Paragraph(
                _("We were asked who supplies this address with energy. The answer goes to the address itself, "
                  "and to nobody else:")
            ),
            Facts(tuple((_energy(row), _supplier(row)) for row in context["rows"])),
            Paragraph(
                _("Each occupant chooses a supplier. If you have just moved in, conclude a contract of your own: "
                  "that of a former occupant does not hold for you.")
            ),
            Notice(
                _("You did not ask for this?"),
                _("Then somebody knows the address and the meter number. Nobody else has received this answer. "
                  "Call us at %(number)s.") % {"number": context["number"]},
            ),
        ),
    )  # fmt: skip


def to_the_occupant(language: str) -> str:
    """The addressee where nobody is known to live."""
    with translation.override(language):
        return _("To the occupant")


def _energy(row: Mapping[str, str]) -> str:
    return str(Energy(row["energy"]).label).capitalize()


def _supplier(row: Mapping[str, str]) -> str:
    if not row["supplier"]:
        return _("no supplier at present")
    since = formats.day(date.fromisoformat(row["since"]))
    return _("%(supplier)s, since %(day)s") % {"supplier": row["supplier"], "day": since}
