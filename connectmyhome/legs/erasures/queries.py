"""Requests to erase, as each party may see them."""

from django.db.models import F, QuerySet

from connectmyhome.application.models import Application
from connectmyhome.legs.erasures.models import Erasure
from portal.accounts.models import Organisation


def erasures_of_operator(organisation: Organisation) -> QuerySet[Erasure]:
    """What the network operator that the organisation is was asked to erase; the legs come along."""
    mine = Erasure.objects.filter(operator=organisation.operator).exclude(operator="")
    return mine.prefetch_related("application__legs")


def open_first(erasures: QuerySet[Erasure]) -> QuerySet[Erasure]:
    """Those that wait for the operator's word, the oldest first, then the others, the latest first."""
    return erasures.order_by(F("confirmed_at").desc(nulls_first=True), "asked_at", "pk")


def erasures_of_application(application: Application) -> QuerySet[Erasure]:
    """Which operators were asked, and which confirmed, for the applicant."""
    return Erasure.objects.filter(application=application)
