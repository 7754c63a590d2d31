"""Correcting an application that was sent: its answers, and how the applicant is reached (GDPR, article 16)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.columns import CONTACT
from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.signals import application_corrected
from connectmyhome.application.states import ApplicationState


@transaction.atomic
def correct(*, application: Application, answers: Mapping[Key, Any], revision: int, now: datetime) -> None:
    """Put these answers in the place of the former ones; an empty one takes its answer away. The rooms above are
    told, and they the operators. The same answers once more are no change.

    `revision` is that of the page that asked. Which answers may be corrected is for the caller. Raises
    `UnableToApply`: changed, when something was saved since; not_sent.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.SENT:
        raise UnableToApply("not_sent")
    corrected = {key.value for key in answers}
    kept = {key: value for key, value in row.answers.items() if key not in corrected}
    after = kept | {key.value: value for key, value in answers.items() if value not in ("", None, [])}
    if after == row.answers:
        return
    if row.revision != revision:
        raise UnableToApply("changed")
    row.answers, row.changed_at, row.revision = after, now, row.revision + 1
    row.save(update_fields=["answers", "changed_at", "revision"])
    trace(row, "corrected", now=now)
    application_corrected.send(sender=Application, application=row, now=now)
    application.refresh_from_db()


@transaction.atomic
def correct_contact(*, application: Application, now: datetime, **contact: str) -> None:
    """Put these of `email`, `mobile` and `notify_by` in the place of the former ones. Where operators are given
    what changed, the rooms above are told, and they the operators. The same once more is no change.

    Whether the address or number is the applicant's is for the caller to know. Raises `UnableToApply` (not_sent):
    a draft is filled in, and nothing is written back into one that was erased meanwhile.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state not in (ApplicationState.SENT, ApplicationState.CLOSED):
        raise UnableToApply("not_sent")
    changed = {name: value for name, value in contact.items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_at, row.revision = now, row.revision + 1
    row.save(update_fields=[*changed, "changed_at", "revision"])
    trace(row, "notify_changed", now=now, detail={"by": str(row.notify_by)})
    if "email" in changed:
        row.links.all().delete()  # they went to the former address
    if changed.keys() & set(CONTACT):
        application_corrected.send(sender=Application, application=row, now=now)
    application.refresh_from_db()
