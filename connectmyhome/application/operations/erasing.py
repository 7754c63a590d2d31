"""Erasing: nothing of the person stays (GDPR, article 17), and drafts that nobody sends are forgotten."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.rules import DRAFT_LIFETIME
from connectmyhome.application.signals import application_erased
from connectmyhome.application.states import ApplicationState, sources
from portal.access.actor import ANONYMOUS, SYSTEM, Actor
from portal.messaging.operations import cancel_bound, forget_bound


@transaction.atomic
def erase(*, application: Application, now: datetime, actor: Actor = ANONYMOUS) -> None:
    """Erase answers, addresses, files and links, and end consents; what stays are reference, commune and moments.

    The addresses of its messages go too, also of those that were sent.

    The rooms above are told first. Raises `UnableToApply` (sent): one that still runs is withdrawn before.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state == ApplicationState.ERASED:
        return
    if row.state not in sources(ApplicationState.ERASED):
        raise UnableToApply("sent")
    application_erased.send(sender=Application, application=row, now=now)
    row.attachments.all().delete()
    row.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    row.links.all().delete()
    cancel_bound(bound_to=str(row.public_id), now=now)
    forget_bound(bound_to=str(row.public_id))
    row.state, row.answers, row.email, row.mobile, row.erased_at = ApplicationState.ERASED, {}, "", "", now
    row.changed_at, row.revision = now, row.revision + 1
    row.save()
    trace(row, "erased", now=now, actor=actor)
    application.refresh_from_db()


def forget_drafts(*, now: datetime) -> int:
    """Erase the applications that were never sent and lay untouched too long. Returns how many."""
    old = Application.objects.filter(state=ApplicationState.DRAFT, changed_at__lt=now - DRAFT_LIFETIME)
    return sum(_forget(old.filter(pk=pk), now) for pk in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _forget(draft: QuerySet[Application], now: datetime) -> bool:
    """Whoever goes on with it, or sends it, at this moment keeps it."""
    application = draft.select_for_update(skip_locked=True).first()
    if application is not None:
        erase(application=application, now=now, actor=SYSTEM)
    return application is not None
