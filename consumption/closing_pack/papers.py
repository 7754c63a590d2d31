"""What a closing pack says."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from consumption import paper
from consumption.closing_pack import sections
from portal.correspondence.queries import ListedLetter
from portal.customers.models import Occupancy
from portal.documents.model import Block, Column, Confidentiality, Document, Heading, Paragraph, Table
from portal.grid.models import Energy
from portal.ui import formats


def compose(
    *, occupancy: Occupancy, rows: Sequence[Mapping[str, Any]], letters: Sequence[ListedLetter], dated: date
) -> Document:
    """`rows` are those of `paper.read`; in the active language. The occupancy has an end."""
    last = (occupancy.end or dated) - timedelta(days=1)
    access_point = occupancy.access_point
    return Document(
        title=_("Papers of your former home"),
        dated=dated,
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=str(occupancy.public_id)[:8].upper(),
        facts=(
            (_("Address"), access_point.address),
            (_("Energy"), str(Energy(access_point.energy).label).capitalize()),
            (_("From"), formats.day(occupancy.start)),
            (_("Up to"), formats.day(last)),
        ),
        blocks=(
            Paragraph(
                _("You no longer live at this address. Digital letters, links and the right to current data ended "
                  "with your stay. What concerns your own time stays yours: here it is.")
            ),
            Heading(_("Your consumption")),
            *paper.blocks(rows),
            Heading(_("Your letters")),
            _letters(letters),
            *sections.blocks(occupancy),
        ),
    )  # fmt: skip


def _letters(letters: Sequence[ListedLetter]) -> Block:
    if not letters:
        return Paragraph(_("We sent you no letters about this meter."))
    return Table(
        _("Letters about the meter"),
        (Column(_("Date")), Column(_("Letter")), Column(_("How"))),
        tuple(
            (formats.day(each.issued_on), each.title, _("in the portal") if each.digital else _("on paper"))
            for each in letters
        ),
    )
