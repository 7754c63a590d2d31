"""Telling both sides that something changed. E-mails bear no personal data: what changed stands in the portal."""

from datetime import datetime, timedelta

from mandates.models import Mandate
from portal.accounts.models import Organisation
from portal.customers.models import Customer
from portal.customers.queries import contact_on_file
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue

_SLOT = timedelta(minutes=15)


def tell_both(mandate: Mandate, what: str, *, now: datetime) -> None:
    """As `tell_grantor` and `tell_holder`, in the caller's transaction."""
    tell_grantor(mandate, what, now=now)
    tell_holder(mandate, now=now)


def tell_grantor(mandate: Mandate, what: str, *, now: datetime, bound_to: str = "") -> None:
    """Send the grantor the text `mandate_<what>`: by e-mail, or by SMS to who has no e-mail on file."""
    to = _grantor(mandate.grantor, now) if mandate.grantor else None
    if to is not None:
        enqueue(
            template=f"mandate_{what}.{'email' if to.email else 'sms'}",
            to=to,
            context={},
            key=f"mandate:{mandate.public_id}:{what}:grantor:{now.isoformat()}",
            now=now,
            bound_to=bound_to,
        )


def tell_holder(mandate: Mandate, *, now: datetime) -> None:
    """E-mail the organisation that its mandates changed: at once, and then at most each quarter of an hour, since
    thousands of requests may time out in the same night."""
    tell_organisation(mandate.holder, now=now)


def tell_organisation(organisation: Organisation, *, now: datetime) -> None:
    """As `tell_holder`."""
    if organisation.closed_at is not None:
        return
    slot = int(now.timestamp() // _SLOT.total_seconds())
    slot_end = datetime.fromtimestamp((slot + 1) * _SLOT.total_seconds(), tz=now.tzinfo)
    key, to = (
        f"mandates:{organisation.public_id}:{slot}",
        Recipient(organisation.language, email=organisation.email),
    )
    if not Message.objects.filter(key=key).exists():
        enqueue(template="mandates_changed.email", to=to, context={}, key=key, now=now)
    else:
        enqueue(
            template="mandates_changed.email", to=to, context={}, key=f"{key}:more", now=now, not_before=slot_end
        )


def _grantor(customer: Customer, now: datetime) -> Recipient | None:
    """The account that the grantor answers with, else the contact on file."""
    user = customer.user
    if user is not None and user.is_active and user.email_confirmed_at is not None:
        return Recipient(user.language, email=user.email, subject=str(customer.public_id))
    return contact_on_file(customer, now=now)
