"""What the program of an operator reads: its own legs, what was consented to, and traced."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connectmyhome.application.answers import Key
from connectmyhome.application.columns import ATTACHMENTS, COLUMNS
from connectmyhome.application.models import Application, Consent
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import UTILITIES, Operator, Utility
from portal.audit.models import Event
from tests.connectmyhome.legs.api.scenes import LEGS, a_leg, a_program_of, an_application, legs_of_all
from tests.factories import OrganisationFactory
from tests.portal.api.programs import a_program

pytestmark = pytest.mark.django_db
BESIDE = {"email", "mobile", "language", "commune", "commune_nis"}


def ids(response) -> set[str]:
    assert response.status_code == 200, response.content
    return {each["id"] for each in response.json()["results"]}


@pytest.mark.parametrize("operator", list(Operator))
def test_an_operator_gets_the_columns_of_its_utilities_and_no_field_more(operator: Operator) -> None:
    program, application = a_program_of(operator), an_application()
    for utility in UTILITIES[operator]:
        leg = a_leg(operator, application, utility=utility)

        given = program.get(f"{LEGS}{leg.public_id}/").json()["application"]

        assert set(given) == {key.value for key in COLUMNS[utility]} | BESIDE


def test_a_file_opens_for_whom_its_kind_and_its_answer_are_meant() -> None:
    legs = legs_of_all()
    files = list(legs["ores"].application.attachments.all())
    for operator in Operator:
        program, leg = a_program_of(operator), legs[operator]
        kinds = ATTACHMENTS[Utility(leg.utility)]
        listed = {each["id"] for each in program.get(f"{LEGS}{leg.public_id}/documents/").json()}
        for file in files:
            mine = file.only_for == operator or (file.only_for == "" and file.kind in kinds)
            response = program.get(f"{LEGS}{leg.public_id}/documents/{file.public_id}/")

            assert response.status_code == (200 if mine else 404), (operator, file.kind, file.only_for)
            assert (str(file.public_id) in listed) == mine
            if mine:
                assert response.content == bytes(file.content)
                assert response["Content-Disposition"].startswith("attachment")
                assert response["X-Content-Type-Options"] == "nosniff"


def test_a_list_tells_nothing_of_the_applicant() -> None:
    a_leg()

    told = a_program_of().get(LEGS).content.decode()

    assert "camille" not in told
    assert "answer to" not in told


def test_what_is_read_is_traced_before() -> None:
    leg, program = a_leg(), a_program_of()
    file = leg.application.attachments.get(kind="permit")

    for path in ("", "documents/", f"documents/{file.public_id}/", "questions/"):
        before = Event.objects.count()
        assert program.get(f"{LEGS}{leg.public_id}/{path}").status_code == 200
        event = Event.objects.latest("pk")
        assert Event.objects.count() == before + 1
        assert (event.subject, event.reference) == (str(leg.application.public_id), str(leg.public_id))
        assert event.role == "api"


def test_a_leg_bears_its_revision_as_etag() -> None:
    leg = a_leg(revision=7)

    response = a_program_of().get(f"{LEGS}{leg.public_id}/")

    assert (response["ETag"], response.json()["revision"]) == ('"7"', 7)


def test_a_leg_is_gone_with_the_consent_and_when_it_is_withdrawn_or_erased() -> None:
    program = a_program_of()
    taken_back, withdrawn, erased = a_leg(), a_leg(state=LegState.WITHDRAWN), a_leg()
    Consent.objects.filter(application=taken_back.application).update(withdrawn_at=timezone.now())
    Application.objects.filter(pk=erased.application_id).update(erased_at=timezone.now())

    assert ids(program.get(LEGS)) == set()
    for leg in (taken_back, withdrawn, erased):
        assert program.get(f"{LEGS}{leg.public_id}/").status_code == 404


def test_legs_are_found_by_state_and_by_when_they_changed() -> None:
    program, now = a_program_of(), timezone.now()
    old = a_leg()
    Leg.objects.filter(pk=old.pk).update(changed_at=now - timedelta(days=3))
    studied = a_leg(state=LegState.IN_STUDY)
    Leg.objects.filter(pk=studied.pk).update(changed_at=now)

    assert ids(program.get(LEGS, state="in_study")) == {str(studied.public_id)}
    assert ids(program.get(LEGS, changed_since=(now - timedelta(days=1)).isoformat())) == {str(studied.public_id)}
    assert len(ids(program.get(LEGS))) == 2
    assert program.get(LEGS, state="nowhere").status_code == 400
    assert program.get(LEGS, changed_since="yesterday").status_code == 400
    assert str(old.public_id) in ids(program.get(LEGS, changed_since="2020-01-01T00:00:00Z"))


def test_pages_hold_every_leg_once() -> None:
    program = a_program_of()
    mine = {str(a_leg().public_id) for _ in range(5)}
    found, address = [], f"{LEGS}?page_size=2"
    while address:
        page = program.get(address).json()
        found += [each["id"] for each in page["results"]]
        address = page["next"]

    assert sorted(found) == sorted(mine)


def test_a_program_of_another_kind_of_organisation_lacks_the_right() -> None:
    leg = a_leg()

    assert a_program(OrganisationFactory()).get(f"{LEGS}{leg.public_id}/").status_code == 403


def test_a_token_for_something_else_does_not_count() -> None:
    assert a_program_of(scope="handle_legs").get(LEGS).status_code == 403


def test_no_answer_of_the_applicant_is_left_out_of_every_operators_columns_by_mistake() -> None:
    named = {key for columns in COLUMNS.values() for key in columns}

    assert set(Key) - named == {Key.UTILITIES, Key.TELECOM_OPERATORS}
    assert Leg.objects.count() == 0
