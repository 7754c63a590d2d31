"""Saving answers, one question at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply
from connectmyhome.application.states import ApplicationState
from connectmyhome.territory.models import Commune


@dataclass(frozen=True, slots=True)
class Contact:
    """How the applicant is reached. `mobile` is E.164 or "", `notify_by` one of `NotifyBy`."""

    mobile: str
    notify_by: str


@transaction.atomic
def save(
    *,
    application: Application,
    answers: Mapping[Key, Any],
    revision: int,
    now: datetime,
    commune: Commune | None = None,
    contact: Contact | None = None,
) -> None:
    """Keep these answers beside the others; an empty one takes its answer away.

    `revision` is that of the page that asked. Raises `UnableToApply`: changed, when something was saved since and
    this would change it again; sent. The same answers once more are no change.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.DRAFT:
        raise UnableToApply("sent")
    before = (row.answers, row.commune_id, row.mobile, row.notify_by)
    kept = {key: value for key, value in row.answers.items() if key not in {each.value for each in answers}}
    row.answers = kept | {key.value: value for key, value in answers.items() if value not in ("", None, [])}
    if commune is not None:
        row.commune = commune
    if contact is not None:
        row.mobile, row.notify_by = contact.mobile, contact.notify_by
    if before != (row.answers, row.commune_id, row.mobile, row.notify_by):
        if row.revision != revision:
            raise UnableToApply("changed")
        row.revision += 1
        row.changed_at = now
        row.save(update_fields=["answers", "commune", "mobile", "notify_by", "revision", "changed_at"])
    application.refresh_from_db()
