"""Beginning an application, and coming back to it by a link that goes to its address."""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application, ResumeLink
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.reference import new_reference
from connectmyhome.application.rules import BEGIN_CLIENT, LINK_ADDRESS, LINK_CLIENT, LINK_LIFETIME
from connectmyhome.application.states import ApplicationState
from connectmyhome.territory.models import Commune
from portal.limits import take
from portal.messaging.operations import Recipient, enqueue

_TRIES = 5  # a reference that is taken is drawn anew


def begin(
    *,
    language: str,
    email: str,
    now: datetime,
    client: str,
    mobile: str = "",
    commune: Commune | None = None,
    postal_code: str = "",
    once: str = "",
) -> Application:
    """Begin an application; its reference and a link to come back go to the address.

    `client` is what limits are counted by. `once` is what the page that asked drew: its button pressed again, for
    the same address and commune, gives the same application. Raises `LimitReached`, `LimitsUnavailable`.
    """
    email = email.lower()
    public_id = _id_of(once, email, commune) if once else uuid4()
    begun = Application.objects.filter(public_id=public_id).first()
    if begun is not None and begun.state != ApplicationState.ERASED:
        return begun
    take((BEGIN_CLIENT, client), (LINK_ADDRESS, email))
    with transaction.atomic():
        application, made = _create(
            public_id=public_id if begun is None else uuid4(),
            language=language,
            email=email,
            mobile=mobile,
            commune=commune,
            answers={Key.POSTAL_CODE.value: postal_code} if postal_code else {},
            created_at=now,
            changed_at=now,
        )
        if made:
            trace(application, "begun", now=now)
            _mail_link(application, now=now)
    return application


def send_link(*, reference: str, email: str, language: str, client: str, now: datetime) -> None:
    """Mail a new link to the application's address, if there is such an application. Otherwise the address gets a
    mail that says so: what happens here is the same. Raises `LimitReached`, `LimitsUnavailable`."""
    email = email.lower()
    take((LINK_ADDRESS, email), (LINK_CLIENT, client))
    with transaction.atomic():
        application = (
            Application.objects.filter(reference=reference, email=email)
            .exclude(state=ApplicationState.ERASED)
            .first()
        )
        if application is not None:
            _mail_link(application, now=now)
            return
        enqueue(
            template="application_unknown.email",
            to=Recipient(language=language, email=email),
            context={},
            key=f"application_unknown:{salted_hmac('connectmyhome.link', email).hexdigest()}:{now.isoformat()}",
            now=now,
        )


@transaction.atomic
def open_link(*, token: str, now: datetime) -> Application:
    """Use the link up, and answer its application. Raises `UnableToApply` (link)."""
    link = (
        ResumeLink.objects.select_for_update()
        .filter(digest=_digest(token), expires_at__gt=now)
        .exclude(application__state=ApplicationState.ERASED)
        .select_related("application")
        .first()
    )
    if link is None:
        raise UnableToApply("link")
    application = link.application
    link.delete()
    return application


def _create(*, public_id: UUID, **values: object) -> tuple[Application, bool]:
    """The application, and whether it was made: somebody may make it in the same moment."""
    for _ in range(_TRIES - 1):
        with suppress(IntegrityError):
            return Application.objects.get_or_create(public_id=public_id, defaults=_referred(values))
    return Application.objects.get_or_create(public_id=public_id, defaults=_referred(values))


def _referred(values: Mapping[str, object]) -> dict[str, object]:
    return {**values, "reference": new_reference()}


def _id_of(once: str, email: str, commune: Commune | None) -> UUID:
    """Nobody comes to it who does not know `once`."""
    said = f"{once} {email} {commune.nis if commune else ''}"
    return UUID(bytes=salted_hmac("connectmyhome.begin", said, algorithm="sha256").digest()[:16], version=4)


def _mail_link(application: Application, *, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    link = ResumeLink.objects.create(
        application=application, digest=_digest(token), made_at=now, expires_at=now + LINK_LIFETIME
    )
    with translation.override(application.language):
        path = reverse("application:link", args=[token])
    enqueue(
        template="application_link.email",
        to=Recipient(language=application.language, email=application.email, subject=str(application.public_id)),
        context={
            "link": settings.BASE_URL.rstrip("/") + path,
            "reference": application.reference,
            "days": LINK_LIFETIME.days,
        },
        key=f"application_link:{link.pk}",
        now=now,
        bound_to=str(application.public_id),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
