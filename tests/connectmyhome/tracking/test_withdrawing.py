import pytest

from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from tests.connectmyhome.tracking.applicants import a_house, client_of, data, leg_of, track

pytestmark = pytest.mark.django_db


def test_one_connection_is_withdrawn_after_a_page_that_says_what_it_means():
    application = a_house()
    client, path = (
        client_of(application),
        f"{track(application)}withdraw/{leg_of(application, Operator.SWDE).public_id}/",
    )

    page = client.get(path).content.decode()
    after = client.post(path, {"reason": ""}, follow=True).content.decode()

    assert "0 of 4" in after
    assert "Your 4 other connections go on." in page
    assert "may charge what it has done already" in page
    states = dict(application.legs.values_list("operator", "state"))
    assert states["swde"] == LegState.WITHDRAWN
    assert list(states.values()).count(LegState.WITHDRAWN) == 1


def test_all_are_withdrawn_and_the_application_ends():
    application = a_house()
    client, path = client_of(application), f"{track(application)}withdraw/"

    assert "Withdraw all" in client.get(path).content.decode()
    after = client.post(path, follow=True).content.decode()

    assert "0 of" not in after
    application.refresh_from_db()
    assert set(application.legs.values_list("state", flat=True)) == {LegState.WITHDRAWN}
    assert application.state == "closed"


def test_a_consent_is_taken_back_and_the_operator_has_nothing_any_more():
    application = a_house()
    client, path = client_of(application), f"{data(application)}consents/ores/"

    assert "Take back your consent for ORES?" in client.get(path).content.decode()
    client.post(path)

    assert set(application.legs.filter(operator="ores").values_list("state", flat=True)) == {LegState.WITHDRAWN}
    assert not application.consents.filter(operator="ores", withdrawn_at=None).exists()
    assert client.get(path).status_code == 404


def test_what_is_over_cannot_be_withdrawn():
    application = a_house()
    client, path = (
        client_of(application),
        f"{track(application)}withdraw/{leg_of(application, Operator.SWDE).public_id}/",
    )

    assert [client.post(path, {}).status_code for _ in range(2)] == [302, 404]
