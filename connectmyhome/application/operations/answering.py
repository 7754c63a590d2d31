"""Saving answers, one question at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply
from connectmyhome.application.states import ApplicationState
from connectmyhome.territory.models import Commune


@transaction.atomic
def save(
    *,
    application: Application,
    answers: Mapping[Key, Any],
    revision: int,
    now: datetime,
    commune: Commune | None = None,
    mobile: str | None = None,
) -> None:
    """Keep these answers beside the others; an empty one takes its answer away. `mobile` is E.164 or "".

    `revision` is that of the page that asked. Raises `UnableToApply`: changed, when something was saved since and
    this would change it again; sent. The same answers once more are no change.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.DRAFT:
        raise UnableToApply("sent")
    before = (row.answers, row.commune_id, row.mobile)
    kept = {key: value for key, value in row.answers.items() if key not in {each.value for each in answers}}
    row.answers = kept | {key.value: value for key, value in answers.items() if value not in ("", None, [])}
    if commune is not None:
        row.commune = commune
    if mobile is not None:
        row.mobile = mobile
    if before != (row.answers, row.commune_id, row.mobile):
        if row.revision != revision:
            raise UnableToApply("changed")
        row.revision += 1
        row.changed_at = now
        row.save(update_fields=["answers", "commune", "mobile", "revision", "changed_at"])
    application.refresh_from_db()
