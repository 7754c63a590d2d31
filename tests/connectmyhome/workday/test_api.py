"""The program of an operator offers days, confirms the proposed one or lets it fall, and hears of each."""

from typing import Any

import pytest
from django.utils import timezone

from connectmyhome.legs.operations.working import report_connected
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from portal.access.kinds import LegalBasis
from portal.accounts.webhooks.models import Delivery
from portal.audit.models import Event
from portal.primitives.period import belgian_day
from tests.connectmyhome.legs.api.scenes import LEGS
from tests.connectmyhome.legs.api.test_acting import send
from tests.connectmyhome.workday.round import DAYS, NOW, Round, a_round, an_agreed_round
from tests.portal.accounts.webhooks.receiver import an_endpoint
from tests.portal.api.programs import Program, a_program

pytestmark = pytest.mark.django_db


def days(*numbers: int) -> dict[str, list[str]]:
    return {"days": [DAYS[number].isoformat() for number in numbers]}


def program_of(made: Round, operator: Operator = Operator.ORES) -> Program:
    return a_program(made.organisations[operator])


def test_days_offered_by_programs_lead_to_a_day_that_they_confirm() -> None:
    made = a_round()
    made.choose(3, 5)
    for operator, leg in made.legs.items():
        assert send(program_of(made, operator), leg, "days/offer", days(3, 5)).status_code == 200
    proposal = made.waiting
    assert proposal is not None
    made.confirm(proposal, None)

    for operator, leg in made.legs.items():
        shown = program_of(made, operator).get(f"{LEGS}{leg.public_id}/days/").json()
        assert Event.objects.get(code="leg.days_shown", reference=leg.public_id).basis == LegalBasis.CONSENT
        assert shown["proposals"] == [
            {"id": str(proposal.public_id), "day": DAYS[3].isoformat(), "state": "open", "confirmed": False}
        ]
        answer = send(program_of(made, operator), leg, f"days/{proposal.public_id}/confirm")
        assert answer.status_code == 200

    assert {state for state, _ in made.states().values()} == {LegState.PLANNED}


def test_a_program_lets_an_agreed_day_fall() -> None:
    made, proposal = an_agreed_round()
    leg = made.legs[Operator.ORES]

    assert send(program_of(made), leg, f"days/{proposal.public_id}/decline").json()["state"] == "accepted"
    again = send(program_of(made), leg, f"days/{proposal.public_id}/decline")
    assert (again.status_code, again.json()["code"]) == (409, "over")


def test_another_operators_days_and_proposals_do_not_exist() -> None:
    made, proposal = an_agreed_round()
    stranger = program_of(made, Operator.SWDE)
    leg = made.legs[Operator.ORES]

    assert stranger.get(f"{LEGS}{leg.public_id}/days/").status_code == 404
    assert send(stranger, leg, "days/offer", days(1, 2)).status_code == 404
    assert send(stranger, leg, f"days/{proposal.public_id}/confirm").status_code == 404


def test_mistakes_are_told_by_their_code() -> None:
    made = a_round()
    leg, program = made.legs[Operator.ORES], program_of(made)

    for body, code in [({"days": ["2020-01-01", "2020-01-02"]}, "past"), (days(1), "few")]:
        refused = send(program, leg, "days/offer", body)
        assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert send(program, leg, "days/offer", {"days": ["soon"]}).status_code == 400


def test_each_operator_whom_a_day_concerns_is_told_in_ids_alone() -> None:
    made = a_round()
    for operator, organisation in made.organisations.items():
        an_endpoint(organisation, f"https://{operator}.example.org/")
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5, now=timezone.now())
    proposal = made.waiting
    assert proposal is not None

    told = Delivery.objects.filter(type="work_day.changed")

    assert {each.endpoint.organisation_id: each.data for each in told} == {
        made.organisations[operator].pk: {
            "leg": str(leg.public_id), "proposal": str(proposal.public_id), "what": "proposed",
        }
        for operator, leg in made.legs.items()
    }  # fmt: skip


def test_what_a_program_says_of_a_day_names_the_revision_that_it_read_and_makes_the_next() -> None:
    made = a_round()
    leg, program = made.legs[Operator.ORES], program_of(made)
    an_endpoint(made.organisations[Operator.ORES], "https://ores.example.org/")
    made.choose(3, 5)
    made.offer(Operator.SWDE, 3, 5)
    made.offer(Operator.PROXIMUS, 3, 5)
    address = f"{LEGS}{leg.public_id}/days/"

    def says(act: str, body: Any = None) -> None:
        seen = program.get(address)["ETag"]
        for match, status in [("", 428), ('"99"', 412)]:
            assert send(program, leg, act, body, match=match).status_code == status
        done = send(program, leg, act, body, match=seen)
        assert (done.status_code, done["ETag"]) == (200, f'"{done.json()["revision"]}"')
        assert {program.get(each)["ETag"] for each in (address, f"{LEGS}{leg.public_id}/")} == {done["ETag"]}
        assert send(program, leg, act, body, match=seen).status_code == 412

    says("days/offer", days(3, 5))
    assert made.waiting is not None
    says(f"days/{made.waiting.public_id}/confirm")
    says(f"days/{made.waiting.public_id}/decline")
    told = Delivery.objects.filter(type="leg.changed").order_by("pk")
    assert [each.data["revision"] for each in told] == [1, 2, 3]


def test_the_answer_to_a_request_sent_again_bears_the_etag_of_the_first() -> None:
    made = a_round()
    leg, program = made.legs[Operator.ORES], program_of(made)
    first, again = (send(program, leg, "days/offer", days(3, 5), match='"0"', key="the same") for _ in range(2))

    assert (first["ETag"], again["ETag"], again["Idempotent-Replayed"]) == ('"1"', '"1"', "true")
    assert first.content == again.content


def test_the_operator_of_a_leg_that_is_connected_says_nothing_more_of_the_day() -> None:
    made, proposal = an_agreed_round()
    leg = made.legs[Operator.ORES]
    report_connected(leg=leg, on=belgian_day(NOW), actor=made.actor(Operator.ORES), now=NOW)

    refused = send(program_of(made), leg, f"days/{proposal.public_id}/decline")

    assert (refused.status_code, refused.json()["code"]) == (409, "not_concerned")
