"""Why an application is not changed."""

from datetime import datetime
from typing import Any

from connectmyhome.application.models import Application
from portal.access.actor import ANONYMOUS, Actor
from portal.audit.operations import record
from portal.primitives.errors import UnableTo


class UnableToApply(UnableTo):
    """`code`: changed (elsewhere meanwhile), sent (already), link (used, expired or never ours), too_many,
    too_large (attachments), operator (the application does not go to it), incomplete, no_consent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def trace(application: Application, what: str, *, now: datetime, actor: Actor = ANONYMOUS, **told: Any) -> None:
    """Write `application.<what>` about the applicant, in the caller's transaction."""
    record(
        code=f"application.{what}",
        at=now,
        **actor.traced,
        subject=str(application.public_id),
        reference=str(application.public_id),
        **told,
    )
