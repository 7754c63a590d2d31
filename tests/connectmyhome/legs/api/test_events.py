"""The programs of an operator are told of its own legs, and of what they are to erase; they confirm it."""

from typing import Any

import pytest
from django.utils import timezone

from connectmyhome.application.models import Consent
from connectmyhome.application.signals import application_erased, consent_withdrawn
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.erasures.queries import erasures_of_application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import change, move
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import Operator
from portal.access.actor import SYSTEM
from portal.accounts.roles import Role
from portal.accounts.webhooks import delivery
from portal.accounts.webhooks.models import Delivery
from portal.audit.models import Event
from tests.connectmyhome.legs.api.scenes import ERASURES, LEGS, a_leg, a_program_of, legs_of_all
from tests.factories import a_member
from tests.journeys.people import client_of
from tests.portal.accounts.webhooks.receiver import Receiver, a_network_operator, an_endpoint, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receivers() -> Any:
    with receiving() as ores, receiving() as resa:
        yield {"ores": ores, "resa": resa}


def moved(leg: Leg, to: LegState = LegState.IN_STUDY) -> None:
    move(leg, to, by=Party.OPERATOR, actor=SYSTEM, now=timezone.now())


def work() -> None:
    now = timezone.now()
    for delivery_id in delivery.due(now=now):
        delivery.deliver(delivery_id, now=now)


def test_an_operator_is_told_of_its_own_legs_alone_and_in_ids_alone(receivers: dict[str, Receiver]) -> None:
    secrets = {code: an_endpoint(a_network_operator(code), each.url)[1] for code, each in receivers.items()}
    leg = a_leg("ores")

    moved(leg)
    change(leg, "paid", by=Party.OPERATOR, actor=SYSTEM, now=timezone.now())
    work()

    told = receivers["ores"].verified(secrets["ores"])
    assert sorted((each["type"], each["data"]["revision"]) for each in told) == [
        ("leg.changed", 2),
        ("leg.moved", 1),
    ]
    for each in told:
        assert set(each) == {"type", "timestamp", "data"}
        assert each["data"] | {"revision": 0} == {"leg": str(leg.public_id), "state": "in_study", "revision": 0}
    assert receivers["resa"].got == []


def test_an_operator_that_nobody_admitted_yet_holds_nothing_up() -> None:
    leg = a_leg("swde")

    moved(leg)

    assert not Delivery.objects.exists()


def test_who_takes_the_consent_back_asks_that_operator_to_erase(receivers: dict[str, Receiver]) -> None:
    secret = an_endpoint(a_network_operator("ores"), receivers["ores"].url)[1]
    legs = legs_of_all()
    application = legs["ores"].application
    told = {"application": application, "operator": "ores", "now": timezone.now()}

    consent_withdrawn.send(sender=type(application), **told)
    consent_withdrawn.send(sender=type(application), **told)
    work()

    erasure = Erasure.objects.get()
    assert (erasure.operator, erasure.confirmed_at) == ("ores", None)
    asked = [each for each in receivers["ores"].verified(secret) if each["type"] == "application.erased"]
    assert [each["data"] for each in asked] == [
        {"erasure": str(erasure.public_id), "legs": [str(legs["ores"].public_id)]}
    ]


def test_an_erased_application_asks_each_operator_that_still_had_the_consent() -> None:
    application = legs_of_all()["ores"].application
    now = timezone.now()
    consent_withdrawn.send(sender=type(application), application=application, operator="orange", now=now)
    Consent.objects.filter(application=application, operator="orange").update(withdrawn_at=now)
    Erasure.objects.update(confirmed_at=now)

    application_erased.send(sender=type(application), application=application, now=now)

    assert sorted(each.operator for each in erasures_of_application(application)) == sorted(Operator)


def test_an_operator_that_was_given_nothing_is_asked_nothing() -> None:
    application = a_leg("ores").application
    told = {"text_version": "1", "language": "fr", "given_at": timezone.now()}
    Consent.objects.create(application=application, operator="swde", **told)

    application_erased.send(sender=type(application), application=application, now=timezone.now())

    assert [each.operator for each in Erasure.objects.all()] == ["ores"]


def test_an_operator_confirms_its_own_erasure_and_no_others() -> None:
    application = legs_of_all()["ores"].application
    application_erased.send(sender=type(application), application=application, now=timezone.now())
    for operator in Operator:
        program = a_program_of(operator)
        listed = program.get(ERASURES).json()["results"]
        assert [each["confirmed_at"] for each in listed] == [None]
        for erasure in Erasure.objects.all():
            mine = erasure.operator == operator
            answer = program.post(f"{ERASURES}{erasure.public_id}/confirm/", {})
            assert answer.status_code == (200 if mine else 404)
        assert program.get(ERASURES).json()["results"][0]["confirmed_at"]

    assert not Erasure.objects.filter(confirmed_at=None).exists()
    assert Event.objects.filter(code="application.erasure_confirmed").count() == 6


def test_a_confirmation_that_comes_twice_counts_once() -> None:
    application = a_leg("ores").application
    application_erased.send(sender=type(application), application=application, now=timezone.now())
    erasure = Erasure.objects.get()
    program = a_program_of("ores")

    first = program.post(f"{ERASURES}{erasure.public_id}/confirm/", {}).json()
    second = program.post(f"{ERASURES}{erasure.public_id}/confirm/", {}).json()

    assert first == second
    assert Event.objects.filter(code="application.erasure_confirmed").count() == 1


def test_lost_and_doubled_webhooks_leave_a_program_with_the_truth(receivers: dict[str, Receiver]) -> None:
    """The first of two events is lost on the way and comes later, the second comes twice: the id tells what came
    already, the revision what is older, and the interface what is true."""
    organisation = a_network_operator("ores")
    _endpoint, secret = an_endpoint(organisation, receivers["ores"].url)
    receivers["ores"].answers = [Receiver.LOSE]
    leg = a_leg("ores")
    moved(leg)
    work()
    change(leg, "paid", by=Party.OPERATOR, actor=SYSTEM, now=timezone.now())
    work()
    Delivery.objects.update(state="queued", not_before=timezone.now(), swept_at=None)
    work()

    seen: dict[str, int] = {}
    for headers, _body in receivers["ores"].got:
        seen[headers["webhook-id"]] = seen.get(headers["webhook-id"], 0) + 1
    assert sorted(seen.values()) == [2, 2]
    newest = max(each["data"]["revision"] for each in receivers["ores"].verified(secret))
    assert newest == a_program_of("ores").get(f"{LEGS}{leg.public_id}/").json()["revision"]


def test_people_of_an_operator_without_a_program_confirm_on_a_page() -> None:
    application = legs_of_all()["ores"].application
    application_erased.send(sender=type(application), application=application, now=timezone.now())
    mine = Erasure.objects.get(operator="ores")
    others = Erasure.objects.get(operator="resa")
    browser = client_of(a_member(a_network_operator("ores")))
    reader = client_of(a_member(a_network_operator("ores"), Role.READER))
    page, path = "/en/operator/erasures/", "/en/operator/erasures/{}/confirm/"

    assert reader.post(path.format(mine.public_id)).status_code == 403
    assert browser.post(path.format(others.public_id)).status_code == 404
    assert "Everything is erased" in browser.get(page).content.decode()
    browser.post(path.format(mine.public_id))

    assert "Everything is erased" not in browser.get(page).content.decode()
    assert list(Erasure.objects.exclude(confirmed_at=None)) == [mine]
