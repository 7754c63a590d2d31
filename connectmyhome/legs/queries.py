"""Legs as each party may see them."""

from django.db.models import QuerySet

from connectmyhome.application.models import Application, Consent
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import CLOSED, LegState
from portal.accounts.models import Organisation


def legs_of_operator(organisation: Organisation) -> QuerySet[Leg]:
    """The legs of the network operator that the organisation is, as long as the applicant lets it have them: a leg
    that was withdrawn, or of an application that was erased, does not exist for it any more."""
    consents = Consent.objects.filter(operator=organisation.operator, withdrawn_at=None)
    return (
        Leg.objects.filter(operator=organisation.operator, application__in=consents.values("application"))
        .exclude(state=LegState.WITHDRAWN)
        .exclude(operator="")
        .exclude(application__erased_at__isnull=False)
        .select_related("application", "application__commune")
    )


def legs_of_application(application: Application) -> QuerySet[Leg]:
    """All legs of the application, for the applicant and the coordinator."""
    return application.legs.prefetch_related("steps", "questions", "offers")


def all_closed(application: Application) -> bool:
    """Whether nothing is to be done any more."""
    return not application.legs.exclude(state__in=list(CLOSED)).exists()
