"""What the closing pack of a former occupant says of mandates (R11)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mandates import queries, words
from portal.customers.models import Occupancy
from portal.documents.model import Block, Column, Heading, Paragraph, Table
from portal.primitives.period import belgian_day
from portal.ui import formats


def section(occupancy: Occupancy) -> Sequence[Block]:
    """The mandates that rested on this occupancy, with who could see what, from when until when."""
    mandates = list(queries.mandates_on(occupancy))
    if not mandates:
        return (Heading(_("Your mandates")), Paragraph(_("No organisation saw data of this meter by a mandate.")))
    rows = tuple(
        (
            mandate.holder.name,
            ", ".join(words.kinds(mandate.kinds)),
            formats.day(belgian_day(mandate.active_at), "numeric") if mandate.active_at else "",
            formats.day(belgian_day(mandate.ended_at), "numeric") if mandate.ended_at else "",
            words.state_for_grantor(mandate),
        )
        for mandate in mandates
    )
    columns = (
        Column(_("Who")),
        Column(_("Data")),
        Column(_("Active from")),
        Column(_("Active until")),
        Column(_("State")),
    )
    return (Heading(_("Your mandates")), Table(_("Mandates for this meter"), columns, rows))
