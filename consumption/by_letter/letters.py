"""The letter that holds a history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from consumption import paper
from portal.documents.model import Confidentiality, Document, Notice, Paragraph
from portal.grid.models import Energy


def compose(context: Mapping[str, Any]) -> Document:
    """`dated` (ISO), `reference`, `address`, `energy` and the `rows` of `paper.read`."""
    return Document(
        title=_("Your consumption"),
        dated=date.fromisoformat(context["dated"]),
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=context["reference"],
        facts=(
            (_("Address"), context["address"]),
            (_("Energy"), str(Energy(context["energy"]).label).capitalize()),
        ),
        salutation=_("Dear customer,"),
        closing=_("Kind regards,"),
        blocks=(
            Paragraph(
                _("You find below what was consumed at this address since you live there, at most over the last "
                  "three years.")
            ),
            *paper.blocks(context["rows"]),
            Notice(
                _("You did not ask for this?"),
                _("Then somebody knows your address and your meter number. Nobody but you has received these "
                  "data. The journal in the portal says when they were asked for, and how."),
            ),
        ),
    )  # fmt: skip
