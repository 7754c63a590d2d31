"""An application as one leg's operator is given it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from connectmyhome.application.columns import ATTACHMENTS, COLUMNS, CONTACT
from connectmyhome.application.models import Attachment
from connectmyhome.legs.models import Leg
from connectmyhome.operators import Utility


def given(leg: Leg) -> Mapping[str, Any]:
    """The answers that the columns of the leg's utility name, by name; with contact and commune."""
    application = leg.application
    answers = {
        key.value: application.answers[key] for key in COLUMNS[Utility(leg.utility)] if key in application.answers
    }
    commune = application.commune
    contact = {name: getattr(application, name) for name in CONTACT}
    place = {"commune": commune.name if commune else "", "commune_nis": commune.nis if commune else ""}
    return answers | contact | place


def attachments(leg: Leg) -> QuerySet[Attachment]:
    """The files that the operator may open: of the kinds that its columns name, and what was sent to it alone.
    Without the content."""
    kinds = [kind.value for kind in ATTACHMENTS[Utility(leg.utility)]]
    return leg.application.attachments.filter(Q(kind__in=kinds, only_for="") | Q(only_for=leg.operator)).defer(
        "content"
    )
