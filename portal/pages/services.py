"""The state of the services, as a visitor needs to know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.messaging.queries import backlog
from portal.pages import health

_LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Service:
    name: Promise
    note: Promise
    works: bool


def services(*, now: datetime) -> Sequence[Service]:
    """Each service, and whether it works at `now`."""
    since = backlog(now=now).waiting_since
    return (
        Service(_("Consumption and account"), _("Pages, charts and downloads"), works=True),
        Service(_("Sign in and look-up"), _("Codes and limits"), works=health.redis_answers()),
        Service(_("SMS and e-mail"), _("Codes reach you within a minute"), works=not since or now - since < _LATE),
    )
