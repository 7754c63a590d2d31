"""How the applicant is told of changes, and where: an address or a number counts once a code came from it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from connectmyhome.application.models import Application, NotifyBy
from connectmyhome.application.operations.correcting import correct_contact
from portal.identity.codes import check_code, issue_code
from portal.limits import Limit, take
from portal.messaging.operations import Recipient, enqueue

PURPOSE = "connect_contact"
CODES_PER_APPLICATION = Limit("connect_contact_codes", 5, timedelta(hours=1))
CODES_PER_CONTACT = Limit("connect_contact", 5, timedelta(days=1))
_TEMPLATES = {"email": "new_contact.email", "mobile": "connect_mobile_code.sms"}


def tell_by_email(*, application: Application, now: datetime) -> None:
    """From now on by e-mail, to the address that is known. Raises `UnableToApply` for one that was erased
    meanwhile."""
    correct_contact(application=application, notify_by=NotifyBy.EMAIL, now=now)


def send_code(*, application: Application, now: datetime, **contact: str) -> None:
    """Send a code to the `email` or `mobile`, which counts only once the code was given. Raises `LimitReached` and
    `LimitsUnavailable`."""
    ((name, value),) = contact.items()
    take((CODES_PER_APPLICATION, str(application.public_id)), (CODES_PER_CONTACT, value))
    issue_code(
        purpose=PURPOSE,
        subject=_subject(application, value),
        to=Recipient(
            application.language,
            email=contact.get("email", ""),
            mobile=contact.get("mobile", ""),
            subject=str(application.public_id),
        ),
        template=_TEMPLATES[name],
        now=now,
        bound_to=str(application.public_id),
    )


def confirm(*, application: Application, code: str, now: datetime, **contact: str) -> None:
    """From now on by e-mail to this `email`, or by SMS to this `mobile`, which becomes that of the application;
    operators are told, and so is the address that no longer counts. Raises `CodeRefused`, and `UnableToApply` for
    an application that was erased meanwhile."""
    ((name, value),) = contact.items()
    check_code(purpose=PURPOSE, subject=_subject(application, value), code=code, now=now)
    notify_by, former = NotifyBy.SMS if name == "mobile" else NotifyBy.EMAIL, application.email
    with transaction.atomic():
        correct_contact(application=application, notify_by=notify_by, now=now, **contact)
        if application.email != former:
            _tell(application, former, now)


def _tell(application: Application, former: str, now: datetime) -> None:
    subject = str(application.public_id)
    enqueue(
        template="connect_email_changed.email",
        to=Recipient(application.language, email=former, subject=subject),
        context={"reference": application.reference},
        key=f"connect_email_changed:{subject}:{application.revision}",
        now=now,
        bound_to=subject,
    )


def _subject(application: Application, contact: str) -> str:
    """A code opens the address or the number that it was sent to, and no other."""
    return f"{application.public_id}:{salted_hmac(PURPOSE, contact).hexdigest()[:32]}"
