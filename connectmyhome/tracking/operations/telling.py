"""Telling the applicant what others did: at once, and what follows within the hour together in one message.

The texts bear no personal data: what changed stands in the portal.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from connectmyhome.application.models import Application, NotifyBy
from connectmyhome.legs.models import Leg
from connectmyhome.tracking.models import Notice
from portal.messaging.operations import Recipient, enqueue

TOGETHER = timedelta(hours=1)


def tell(application: Application, leg: Leg | None, what: str, *, now: datetime) -> None:
    """Note for the applicant what happened, to this leg or to all, and have a message tell of it, in the caller's
    transaction: at most one an hour, however many changes."""
    held = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if leg is not None and held.notices.filter(leg=leg, at=now).exists():
        return  # the same act, told of twice: a question that also made the leg incomplete
    told_at = _next(held, now)
    Notice.objects.get_or_create(application=held, leg=leg, what=what, at=now, defaults={"told_at": told_at})
    enqueue_news(held, now=now, told_at=told_at)


def _next(application: Application, now: datetime) -> datetime:
    """Now; after the hour, when a message went already; with the message that waits, if one does."""
    last = application.notices.order_by("-told_at").values_list("told_at", flat=True).first()
    if last is None or last + TOGETHER <= now:
        return now
    return last if last >= now else last + TOGETHER


def enqueue_news(application: Application, *, now: datetime, told_at: datetime) -> None:
    """The message that leaves at `told_at`. A second call changes nothing."""
    to = recipient_of(application)
    if to is None:
        return
    enqueue(
        template=f"connect_news.{'sms' if to.mobile else 'email'}",
        to=to,
        context={"link": link_to(application)},
        key=f"connect_news:{application.public_id}:{told_at.isoformat()}",
        now=now,
        not_before=told_at,
        bound_to=str(application.public_id),
    )


def recipient_of(application: Application) -> Recipient | None:
    """Where the applicant wants to be told; None once nothing is left of the person."""
    by_sms = application.notify_by == NotifyBy.SMS and application.mobile
    if not by_sms and not application.email:
        return None
    subject = str(application.public_id)
    if by_sms:
        return Recipient(application.language, mobile=application.mobile, subject=subject)
    return Recipient(application.language, email=application.email, subject=subject)


def link_to(application: Application) -> str:
    """The tracking page, which asks for a link by e-mail where the application is not open."""
    with translation.override(application.language):
        return settings.BASE_URL.rstrip("/") + reverse("tracking:track", args=[application.reference])
