"""Erasing an application: at the applicant's wish, and when its retention is over.

What must be kept stays without the rest: an accepted offer, for the operator that made it, until its day. The
trace stays too: it holds no name, only pseudonymous ids (R14).
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from connectmyhome.application import operations as applications
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.operations import withdrawing
from connectmyhome.tracking.retention import queries as retention
from portal.access.actor import ANONYMOUS, SYSTEM
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.period import belgian_day


@transaction.atomic
def erase_at_request(*, application: Application, now: datetime) -> None:
    """Withdraw what is still running, erase, and confirm it to the applicant by e-mail."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    application.refresh_from_db()  # in another tab it may have been sent
    if application.state == ApplicationState.SENT:
        withdrawing.withdraw_all(application=application, actor=ANONYMOUS, now=now)
        application.refresh_from_db()
    _confirm(application, now)
    applications.erase(application=application, now=now)


def erase_finished(*, now: datetime) -> int:
    """Erase finished applications whose retention is over for each of their operators. Returns how many."""
    today, done = belgian_day(now), 0
    finished = Application.objects.filter(state=ApplicationState.CLOSED).prefetch_related("legs")
    for application in finished.iterator(chunk_size=200):
        keepings = retention.of_application(application.legs.all(), today=today)
        if keepings and all(each.until is not None and each.until <= today for each in keepings):
            applications.erase(application=application, now=now, actor=SYSTEM)
            done += 1
    return done


def erase_kept(*, now: datetime) -> int:
    """Erase accepted offers of erased applications that need not be kept any more. Returns how many."""
    past = [offer.pk for offer in retention.offers_past(today=belgian_day(now))]
    return Offer.objects.filter(pk__in=past).update(pdf=b"", sha256="", pages=0)


def erase_what_was_said(application: Application) -> None:
    """What tracking and legs hold of the person, in the transaction that erases the application: words, offers
    that were not accepted, news."""
    application.notices.all().delete()
    Question.objects.filter(leg__application=application).update(text="", answer="")
    offers = Offer.objects.filter(leg__application=application)
    offers.exclude(declined_because="").update(declined_because="")
    offers.filter(accepted_at=None).update(pdf=b"", sha256="", pages=0)
    Leg.objects.filter(application=application).update(reason="", own_reference="")


_SALT = "connect_erased"


def token_of(application: Application) -> str:
    """What opens the page that says what each operator did. Nothing of the person is there."""
    return signing.dumps(str(application.public_id), salt=_SALT)


def erased_by(token: str) -> Application | None:
    """The erased application of the link; None for anything else."""
    try:
        public_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Application.objects.filter(public_id=public_id, state=ApplicationState.ERASED).first()


def _link(application: Application) -> str:
    with translation.override(application.language):
        return settings.BASE_URL.rstrip("/") + reverse("tracking:erased", args=[token_of(application)])


def _confirm(application: Application, now: datetime) -> None:
    """The last message: it is not bound to the application, which is gone when it leaves."""
    if application.email:
        enqueue(
            template="connect_erased.email",
            to=Recipient(application.language, email=application.email, subject=str(application.public_id)),
            context={"link": _link(application)},
            key=f"connect_erased:{application.public_id}",
            now=now,
        )
