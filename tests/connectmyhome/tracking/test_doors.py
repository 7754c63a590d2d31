"""Each page of tracking, for its applicant and for another one."""

import pytest
from django.db import transaction
from django.urls import reverse

from connectmyhome.application.models import Attachment
from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.operations import asking
from connectmyhome.operators import Operator
from connectmyhome.tracking.urls import urlpatterns
from tests.connectmyhome.legs.factories import OPERATOR_STAFF
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import a_house, client_of, leg_of

pytestmark = pytest.mark.django_db
DOORS = [pattern for pattern in urlpatterns if "reference" in pattern.pattern.converters]


def _attachment(application) -> Attachment:
    content = b"%PDF-1.7"
    kept = {"media_type": "application/pdf", "content": content, "sha256": "0", "size": 8, "held": False}
    return application.attachments.create(kind="permit", name="permit.pdf", added_at=application.sent_at, **kept)


def _kwargs(name: str, application) -> dict:
    objects = {
        "answer": lambda: Question.objects.filter(leg__application=application, document="").get().public_id,
        "accept": lambda: Offer.objects.get(leg__application=application, leg__operator="orange").public_id,
        "withdraw": lambda: leg_of(application, Operator.SWDE).public_id,
        "attachment": lambda: _attachment(application).public_id,
    }
    objects["decline"] = objects["offer_file"] = objects["accept"]
    rest = {"consent": {"operator": "ores"}, "correct": {"slug": "applicant"}, "export": {"form": "json"}}
    found = {"reference": application.reference} | rest.get(name, {})
    return found | ({"public_id": objects[name]()} if name in objects else {})


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_page_opens_to_its_applicant_and_to_no_other(door):
    application, other = a_house(), a_sent_application()
    kwargs = _kwargs(door.name, application)
    own, others = client_of(application), client_of(other)
    path = reverse(f"tracking:{door.name}", kwargs=kwargs)
    through_own = reverse(f"tracking:{door.name}", kwargs=kwargs | {"reference": other.reference})

    assert own.get(path).status_code in (200, 302)
    for method in ("get", "post"):
        with transaction.atomic():
            assert getattr(others, method)(path).status_code in (404, 405)
            if "public_id" in kwargs:
                assert getattr(others, method)(through_own).status_code in (404, 405)


def test_a_question_that_was_taken_back_does_not_exist_any_more():
    application = a_house()
    question = Question.objects.get(document="")
    asking.take_back(question=question, actor=OPERATOR_STAFF, now=question.asked_at)
    path = reverse("tracking:answer", kwargs={"reference": application.reference, "public_id": question.public_id})

    assert client_of(application).get(path).status_code == 404
