"""Signing in the portal, with a one-time code that is good for one document only."""

from datetime import datetime

from mandates.models import Mandate, MandateDocument, Signature
from mandates.operations.signing import Evidence, UnableToAccept, accept_signature
from mandates.states import Way
from portal.access.actor import Actor
from portal.identity.codes import check_code, issue_code
from portal.identity.models import User
from portal.identity.rules import CONTACT_CODE
from portal.limits import take
from portal.messaging.operations import Recipient
from portal.primitives.mobile import is_belgian_mobile

_PURPOSE = "sign_mandate"


def send_code(*, user: User, mandate: Mandate, sha256: str, now: datetime) -> None:
    """Send the code that signs the document with this hash: by SMS to a Belgian mobile of the account, else by
    e-mail. Raises `LimitReached`, `LimitsUnavailable`."""
    take((CONTACT_CODE, str(user.public_id)))
    channel = channel_for(user)
    issue_code(
        purpose=_PURPOSE,
        subject=_subject(mandate, sha256),
        to=Recipient(language=user.language, mobile=user.mobile, email=user.email),
        template=f"sign_mandate.{channel}",
        now=now,
    )


def channel_for(user: User) -> str:
    """ "sms" or "email"."""
    return "sms" if is_belgian_mobile(user.mobile) else "email"


def sign(
    *, user: User, actor: Actor, mandate: Mandate, sha256: str, code: str, factor: str, now: datetime
) -> Signature:
    """Sign the document with this hash, which the grantor read. `factor` is the second one of the session.

    Raises `CodeRefused`; `UnableToAccept` when another document took its place, or its last day is over;
    `UnableToMove` when somebody was faster.
    """
    document = MandateDocument.objects.filter(mandate=mandate, sha256=sha256).first()
    if document is None:
        raise UnableToAccept("text")
    check_code(purpose=_PURPOSE, subject=_subject(mandate, sha256), code=code, now=now)
    evidence = Evidence(
        sha256=sha256,
        text_version=document.text_version,
        factor=f"code:{channel_for(user)}",
        signed_at=now,
        detail={"user": str(user.public_id), "second_factor": factor},
    )
    return accept_signature(mandate=mandate, way=Way.PORTAL, evidence=evidence, now=now, actor=actor)


def _subject(mandate: Mandate, sha256: str) -> str:
    return f"{mandate.public_id}:{sha256[:40]}"
