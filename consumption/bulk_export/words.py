"""States and outcomes in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consumption.bulk_export.states import ExportState, Outcome


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word, and the class of its tag."""

    label: str | Promise
    css: str


STATES = {
    ExportState.QUEUED: Tag(_("Waits its turn"), "info"),
    ExportState.RUNNING: Tag(_("In the making"), "info"),
    ExportState.READY: Tag(_("Ready"), "ok"),
    ExportState.FAILED: Tag(_("Failed"), "warn"),
    ExportState.CANCELLED: Tag(_("Cancelled"), ""),
    ExportState.EXPIRED: Tag(_("Deleted after seven days"), ""),
}
OUTCOMES = {
    Outcome.WAITING: _("still to come"),
    Outcome.EXPORTED: _("in the files"),
    Outcome.NO_VALUES: _("without values in this period"),
    Outcome.OTHER_TERMS: _("left out: the mandate does not reach that fine"),
    Outcome.NOT_VISIBLE: _("left out: no mandate counts for these days"),
}
REFUSALS = {
    "nothing": _("Nothing of this is visible to you now. Choose other access points."),
    "too_many": _("These are more than 20,000 access points. Make a smaller choice, and a second export."),
    "too_large": _("These would be too many lines. Choose a shorter period or days instead of quarter-hours."),
    "too_many_open": _("Three exports of yours are in the making. Wait until one is ready, or cancel one."),
}
