"""Saving answers, one question at a time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.wanted import utilities_by_operator
from connectmyhome.operators import Operator, Utility
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
    asked = utilities_by_operator(row, now=now)
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
        _end_consents_to_something_else(row, asked, now)
    application.refresh_from_db()


def _end_consents_to_something_else(
    row: Application, asked: Mapping[Operator, Collection[Utility]], now: datetime
) -> None:
    """Who agreed that an operator has the part for electricity did not agree to gas: it is asked again."""
    asks = utilities_by_operator(row, now=now)
    changed = [operator for operator in asks if set(asks[operator]) != set(asked.get(operator, ()))]
    row.consents.filter(operator__in=changed, withdrawn_at=None).update(withdrawn_at=now)
