"""What the page of the data says of all that is held about an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from connectmyhome.application.models import Application, Consent
from connectmyhome.application.overview import Task, overview_of
from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.queries import legs_of_application
from connectmyhome.tracking.journal import SHOWN, Look, looks_at
from connectmyhome.tracking.queries import files_of
from portal.primitives.mobile import grouped

_ABOVE = "contact"  # the question whose answer stands among the contacts


@dataclass(frozen=True, slots=True)
class Held:
    """Everything about one application, in words; of the journal the newest lines."""

    application: Application
    sections: Sequence[tuple[str, Sequence[Task]]]
    contact: list[tuple[str, str]]
    consents: list[Consent]
    legs: list[Leg]
    files: list[Any]
    looks: list[Look]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more lines in the journal."""
        return len(self.looks) == SHOWN

    @property
    def offers(self) -> list[Offer]:
        return [offer for leg in self.legs for offer in leg.offers.all()]


def held_about(application: Application, *, now: datetime) -> Held:
    """What the database holds, read now."""
    told = (
        (title, [task for task in tasks if task.rows and task.slug != _ABOVE])
        for title, tasks in overview_of(application, now=now).sections
    )
    return Held(
        application=application,
        sections=[(str(title), tasks) for title, tasks in told if tasks],
        contact=[
            (_("E-mail"), application.email),
            (_("Mobile"), grouped(application.mobile) or "–"),
            (_("Language"), str(dict(settings.LANGUAGES)[application.language])),
            (_("News of changes"), str(application.get_notify_by_display())),
        ],
        consents=list(application.consents.order_by("operator", "given_at")),
        legs=list(legs_of_application(application)),
        files=list(files_of(application)),
        looks=looks_at(application),
    )
