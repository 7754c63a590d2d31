"""Requests to erase, as each party may see them."""

from django.db.models import QuerySet

from connectmyhome.application.models import Application
from connectmyhome.legs.erasures.models import Erasure
from portal.accounts.models import Organisation


def erasures_of_operator(organisation: Organisation) -> QuerySet[Erasure]:
    """What the network operator that the organisation is was asked to erase."""
    return Erasure.objects.filter(operator=organisation.operator).exclude(operator="")


def erasures_of_application(application: Application) -> QuerySet[Erasure]:
    """Which operators were asked, and which confirmed, for the applicant."""
    return Erasure.objects.filter(application=application)
