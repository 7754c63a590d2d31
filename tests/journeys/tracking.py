"""Who follows an application for connections."""

from django.utils import timezone

from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.states import LegState
from connectmyhome.tracking.operations import erasing
from connectmyhome.tracking.retention.operations import load_retentions
from portal.identity.sessions import SessionStore
from tests.connectmyhome.legs.factories import a_leg
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import a_house, let_in

Places = dict[str, str]


def applicant() -> tuple[SessionStore | None, Places]:
    """Follows an application with connections in several states, one that is finished, and one that was erased."""
    now = timezone.now()
    load_retentions(now=now)
    applied, finished, erased = a_house(now), a_sent_application(now), a_house(now)
    a_leg(LegState.CONNECTED, application=finished, now=now)
    erasing.erase_at_request(application=erased, now=now)
    session = let_in(applied, finished)
    session["connect_contact"] = {"mobile": "+32470123456"}
    session.save()
    questions = dict(Question.objects.filter(leg__application=applied).values_list("document", "public_id"))
    return session, {
        "applied": applied.reference,
        "finished": finished.reference,
        "erased": erasing.token_of(erased),
        "asked": str(questions[""]),
        "missing": str(questions["site_plan"]),
        "offered": str(Offer.objects.get(leg__application=applied, leg__operator="proximus").public_id),
        "connection": str(applied.legs.get(operator="swde").public_id),
    }
