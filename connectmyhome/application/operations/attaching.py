"""Files of an application. They were judged before, outside of any transaction: see `portal.uploads`."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.models import Application, Attachment
from connectmyhome.application.operations.refusals import UnableToApply
from connectmyhome.application.rules import MOST_ATTACHMENTS, MOST_BYTES
from connectmyhome.application.states import ApplicationState
from portal.primitives.ean import eans_in
from portal.uploads.documents import CheckedPdf


@transaction.atomic
def attach(
    *,
    application: Application,
    kind: AttachmentKind,
    checked: CheckedPdf | bytes,
    name: str,
    now: datetime,
    only_for: str = "",
) -> Attachment:
    """Keep a checked file: a PDF, or a photo as JPEG. The very same file of the same kind is kept once.

    `only_for` is the operator's code whose question it answers: each question takes one file, so that these need
    no other bound, and nobody is asked for a file that there is no room for. Raises `UnableToApply`: sent (only
    an operator's question takes further files then), too_many, too_large.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not _takes_files(row, only_for):
        raise UnableToApply("sent")
    content = checked.content if isinstance(checked, CheckedPdf) else checked
    digest = hashlib.sha256(content).hexdigest()
    same = row.attachments.filter(kind=kind, only_for=only_for, sha256=digest).first()
    if same is not None:
        return same
    if not only_for:
        _refuse_more(row, len(content))
    _touch(row, now)
    return Attachment.objects.create(
        application=row,
        kind=kind,
        only_for=only_for,
        name=_without_ean(name)[:120],
        media_type="application/pdf" if isinstance(checked, CheckedPdf) else "image/jpeg",
        content=content,
        sha256=digest,
        size=len(content),
        pages=checked.pages if isinstance(checked, CheckedPdf) else 1,
        held=checked.held if isinstance(checked, CheckedPdf) else False,
        added_at=now,
    )


@transaction.atomic
def remove_attachment(*, application: Application, attachment: Attachment, now: datetime) -> None:
    """Take a file out of an application that was not sent yet. Raises `UnableToApply` (sent)."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.DRAFT:
        raise UnableToApply("sent")
    row.attachments.filter(pk=attachment.pk).delete()
    _touch(row, now)


def _without_ean(name: str) -> str:
    """Operators and journals read how a file is called (R6)."""
    for ean in eans_in(name):
        name = name.replace(ean, "…")
    return name


def _takes_files(application: Application, only_for: str) -> bool:
    if application.state == ApplicationState.DRAFT:
        return True
    return application.state == ApplicationState.SENT and bool(only_for)


def _refuse_more(application: Application, size: int) -> None:
    own = application.attachments.filter(only_for="")
    if own.count() >= MOST_ATTACHMENTS:
        raise UnableToApply("too_many")
    if (own.aggregate(all=Sum("size"))["all"] or 0) + size > MOST_BYTES:
        raise UnableToApply("too_large")


def _touch(application: Application, now: datetime) -> None:
    """A file that came or went is a change: the draft lives on."""
    Application.objects.filter(pk=application.pk).update(changed_at=now)
