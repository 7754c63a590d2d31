"""Sending an application, once."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.signals import application_sent
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.wanted import utilities_by_operator


@transaction.atomic
def send(*, application: Application, now: datetime) -> None:
    """Send the application to the operators that have its consent. Sent twice, it is sent once.

    Raises `UnableToApply`: incomplete, no_consent.
    """
    row = Application.objects.select_for_update(of=("self",)).select_related("commune").get(pk=application.pk)
    if row.state in (ApplicationState.SENT, ApplicationState.CLOSED):
        return
    asked = utilities_by_operator(row, now=now)
    if not asked:
        raise UnableToApply("incomplete")
    given = row.consents.filter(withdrawn_at=None)
    given.exclude(operator__in=asked).update(withdrawn_at=now)
    if not given.exists():
        raise UnableToApply("no_consent")
    row.state, row.sent_at, row.changed_at = ApplicationState.SENT, now, now
    row.revision += 1
    row.save(update_fields=["state", "answers", "sent_at", "changed_at", "revision"])
    trace(row, "sent", now=now)
    application_sent.send(sender=Application, application=row, now=now)
    application.refresh_from_db()
