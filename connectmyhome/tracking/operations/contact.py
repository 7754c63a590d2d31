"""How the applicant is told of changes: by e-mail, or by SMS to a mobile that a code was sent to first."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from connectmyhome.application.models import Application, NotifyBy
from connectmyhome.application.operations.correcting import correct_contact
from portal.identity.codes import check_code, issue_code
from portal.limits import Limit, take
from portal.messaging.operations import Recipient

PURPOSE = "connect_mobile"
CODES_PER_APPLICATION = Limit("connect_mobile_codes", 5, timedelta(hours=1))
CODES_PER_NUMBER = Limit("connect_mobile_number", 5, timedelta(days=1))


def tell_by_email(*, application: Application, now: datetime) -> None:
    """From now on by e-mail. Raises `UnableToApply` for one that was erased meanwhile."""
    correct_contact(application=application, notify_by=NotifyBy.EMAIL, now=now)


def send_code(*, application: Application, mobile: str, now: datetime) -> None:
    """Send a code to the mobile, which counts only once the code was given. Raises `LimitReached` and
    `LimitsUnavailable`."""
    take((CODES_PER_APPLICATION, str(application.public_id)), (CODES_PER_NUMBER, mobile))
    issue_code(
        purpose=PURPOSE,
        subject=_subject(application, mobile),
        to=Recipient(application.language, mobile=mobile, subject=str(application.public_id)),
        template="connect_mobile_code.sms",
        now=now,
        bound_to=str(application.public_id),
    )


def tell_by_sms(*, application: Application, mobile: str, code: str, now: datetime) -> None:
    """From now on by SMS to this mobile, which becomes that of the application; operators are
    told. Raises `CodeRefused`, and `UnableToApply` for one that was erased meanwhile."""
    check_code(purpose=PURPOSE, subject=_subject(application, mobile), code=code, now=now)
    correct_contact(application=application, notify_by=NotifyBy.SMS, mobile=mobile, now=now)


def _subject(application: Application, mobile: str) -> str:
    """A code opens the number that it was sent to, and no other."""
    return f"{application.public_id}:{salted_hmac(PURPOSE, mobile).hexdigest()[:32]}"
