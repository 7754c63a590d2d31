"""Sending an application, once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.facts import facts_of
from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.questions import documents, missing, pruned
from connectmyhome.application.signals import application_sent
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.wanted import utilities_by_operator
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.period import belgian_day


@transaction.atomic
def send(*, application: Application, now: datetime, revision: int | None = None) -> None:
    """Send the application to the operators that have its consent. Sent twice, it is sent once.

    Answers and files that nobody asks for any more are left out. `revision` is that of the page that showed the
    others. Raises `UnableToApply`: changed, when something was saved since; incomplete (an answer or a file is
    missing, or a wanted day has passed since), no_consent.
    """
    row = Application.objects.select_for_update(of=("self",)).select_related("commune").get(pk=application.pk)
    if row.state in (ApplicationState.SENT, ApplicationState.CLOSED):
        return
    if revision not in (None, row.revision):
        raise UnableToApply("changed")
    facts = facts_of(row, today=belgian_day(now))
    row.answers = pruned(facts)
    facts = replace(facts, answers=row.answers)
    kinds = documents(facts)
    row.attachments.exclude(kind__in=list(kinds)).delete()
    if missing(facts) or lacking(row, kinds):
        raise UnableToApply("incomplete")
    asked = utilities_by_operator(row, now=now)
    given = row.consents.filter(withdrawn_at=None)
    given.exclude(operator__in=asked).update(withdrawn_at=now)
    if not given.exists():
        raise UnableToApply("no_consent")
    row.state, row.sent_at, row.changed_at = ApplicationState.SENT, now, now
    row.revision += 1
    row.save(update_fields=["state", "answers", "sent_at", "changed_at", "revision"])
    trace(row, "sent", now=now)
    application_sent.send(sender=Application, application=row, now=now)
    _confirm(row, now)
    application.refresh_from_db()


def lacking(application: Application, kinds: Mapping[AttachmentKind, bool]) -> list[AttachmentKind]:
    """The files that must be there and are not."""
    there = set(application.attachments.values_list("kind", flat=True))
    return [kind for kind, must in kinds.items() if must and kind not in there]


def _confirm(application: Application, now: datetime) -> None:
    with translation.override(application.language):
        path = reverse("application:resume")
    enqueue(
        template="application_sent.email",
        to=Recipient(language=application.language, email=application.email, subject=str(application.public_id)),
        context={"reference": application.reference, "link": settings.BASE_URL.rstrip("/") + path},
        key=f"application_sent:{application.public_id}",
        now=now,
        bound_to=str(application.public_id),
    )
