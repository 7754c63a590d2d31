"""Each page of an application, for its applicant, for another one, and for who came from nowhere."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from connectmyhome.application.urls import urlpatterns
from portal.ui.guards import Guard
from tests.connectmyhome.application.walk import client_of
from tests.connectmyhome.factories import an_application

pytestmark = pytest.mark.django_db
DOORS = [one for one in urlpatterns if one.callback.declaration.guard is Guard.APPLICANT]


def _kwargs(name: str, application) -> dict:
    rest = {"attach": {"kind": "site_plan"}, "remove": {"public_id": application.attachments.first().public_id}}
    return {"reference": application.reference} | rest.get(name, {})


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_page_opens_to_its_applicant_and_to_no_other(door):
    application, other = an_application(), an_application(email="paul@example.org")
    kwargs = _kwargs(door.name, application)
    path = reverse(f"application:{door.name}", kwargs=kwargs)
    through_own = reverse(f"application:{door.name}", kwargs=kwargs | {"reference": other.reference})
    nobodys = reverse(f"application:{door.name}", kwargs=kwargs | {"reference": "CMH-2222-2222"})

    for method in ("get", "post"):
        with transaction.atomic():
            assert getattr(client_of(other), method)(path).status_code in (404, 405)
            assert getattr(client_of(other), method)(nobodys).status_code in (404, 405)
            assert getattr(Client(), method)(path)["Location"].endswith("/connect/resume/")
            if "public_id" in kwargs:
                assert getattr(client_of(other), method)(through_own).status_code in (404, 405)
    assert client_of(application).get(path).status_code in (200, 302, 404, 405)


def test_a_strangers_application_and_one_that_does_not_exist_look_the_same():
    application, other = an_application(), an_application(email="paul@example.org")
    client = client_of(other)
    pages = [
        client.get(reverse("application:tasks", args=[reference])).content
        for reference in (application.reference, "CMH-2222-2222")
    ]

    assert len(pages[0]) == len(pages[1])
