"""Applications and legs for tests."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from connectmyhome.application.models import Application, Consent
from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import NAMES, Operator, Utility
from connectmyhome.territory.models import Commune
from portal.accounts.models import Organisation, OrganisationKind
from portal.primitives.period import belgian_day
from tests.factories import OrganisationFactory

NAMUR = {"name": "Namur", "province": "Namur", "postal_codes": ["5000"]}
ANSWERS = {
    "role": "owner",
    "name": "Claire Delvaux",
    "street": "Rue de Fer",
    "house_number": "12",
    "postal_code": "5000",
    "works": "new",
    "building": "house",
    "utilities": ["electricity", "gas", "water", "telecom"],
}
_made = iter(range(1, 10_000_000))


def a_sent_application(now: datetime | None = None, **told: Any) -> Application:
    """A house in Namur, sent a month ago, in French; without legs."""
    sent_at = (now or timezone.now()) - timedelta(days=30)
    commune, _ = Commune.objects.get_or_create(nis="92094", defaults=NAMUR)
    return Application.objects.create(
        **{
            "reference": f"CMH-T{next(_made):06d}",
            "state": "sent",
            "language": "fr",
            "email": "claire@example.org",
            "mobile": "+32470123456",
            "commune": commune,
            "answers": dict(ANSWERS),
            "created_at": sent_at,
            "changed_at": sent_at,
            "sent_at": sent_at,
        }
        | told
    )


def a_leg(
    application: Application | None = None,
    operator: Operator = Operator.ORES,
    utility: Utility = Utility.ELECTRICITY,
    state: LegState = LegState.ACCEPTED,
    now: datetime | None = None,
    **told: Any,
) -> Leg:
    """A leg with the applicant's consent; once accepted, paid two days ago."""
    now = now or timezone.now()
    application = application or a_sent_application(now)
    Consent.objects.get_or_create(
        application=application,
        operator=operator,
        withdrawn_at=None,
        defaults={"text_version": "1", "language": "fr", "given_at": now},
    )
    at = now - timedelta(days=2)
    if state in (LegState.ACCEPTED, LegState.PERMITS, LegState.PLANNED, LegState.CONNECTED):
        told = {"accepted_at": at, "paid_on": belgian_day(at)} | told
    leg = Leg.objects.create(
        application=application,
        operator=operator,
        utility=utility,
        state=state,
        sent_at=application.sent_at or at,
        changed_at=at,
        **told,
    )
    LegStep.objects.create(leg=leg, state=LegState.SUBMITTED, at=leg.sent_at, by=Party.APPLICANT)
    if state != LegState.SUBMITTED:
        LegStep.objects.create(leg=leg, state=state, at=at, by=Party.OPERATOR)
    return leg


def a_network_operator(operator: Operator = Operator.ORES, **told: Any) -> Organisation:
    """The organisation that the network operator is in the portal: there is one."""
    if there := Organisation.objects.filter(operator=operator, closed_at=None).first():
        return there
    told = {"kind": OrganisationKind.NETWORK_OPERATOR, "operator": operator, "name": NAMES[operator]} | told
    made: Organisation = OrganisationFactory(**told)
    return made
