"""Campaigns: one letter per access point, whoever issues and however often."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.audit.models import Event
from portal.correspondence import queries, reading_codes
from portal.correspondence.composing import document_of
from portal.correspondence.models import Campaign, Kind, Letter
from portal.correspondence.operations import campaigns, note_answer
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.operations.reading import open_letter, print_unopened
from portal.correspondence.states import CampaignState, LetterState
from portal.documents.model import Figure, Table
from portal.messaging.models import Message
from portal.messaging.signals import message_ended
from tests.factories import AccessPointFactory, MeterFactory, OccupancyFactory, an_ean
from tests.portal.correspondence.homes import (
    NOW,
    a_campaign,
    a_home,
    a_letter,
    days,
    issue,
    outbox,
    state_of,
    with_account,
)

pytestmark = pytest.mark.django_db


def test_a_digital_letter_waits_in_the_inbox_and_an_email_tells_nothing_of_it() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    assert (letter.state, letter.digital) == (LetterState.WAITING, True)
    assert outbox("email") == [("something_waits.email", "queued")] and not outbox("letter")
    assert Message.objects.get().context == {}
    assert Event.objects.filter(code="letter_issued", reference=str(letter.public_id)).count() == 1


def test_a_blocked_account_gets_paper() -> None:
    occupancy = a_home()
    user = occupancy.customer.user
    assert user is not None
    user.is_active = False
    user.save()
    assert not a_letter(occupancy).digital


def test_where_nobody_lives_the_letter_goes_to_the_occupant_in_the_language_of_the_place() -> None:
    AccessPointFactory(municipality="63023", locality="Eupen")
    issue(a_campaign())
    letter = Letter.objects.get()
    assert (letter.occupancy, letter.language, letter.reading_code) == (None, "de", "")
    assert outbox("letter") == [("reading_request.letter", "queued")]


def test_issuing_again_changes_nothing() -> None:
    a_home()
    campaign = a_campaign()
    for _ in range(3):
        issue(campaign)
        campaigns.run(campaign=campaign, now=NOW)
    assert Letter.objects.count() == Message.objects.count() == 1


def test_a_paused_campaign_issues_nothing_until_it_goes_on() -> None:
    for number in range(5):
        AccessPointFactory(ean=an_ean(number))
    campaign = a_campaign()
    issue_next(campaign_id=campaign.pk, now=NOW, size=2)
    campaigns.pause(campaign=campaign, now=NOW)
    issue(campaign)
    assert Letter.objects.count() == 2
    campaigns.run(campaign=campaign, now=NOW)
    issue(campaign)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.issued, campaign.selected) == (CampaignState.FINISHED, 5, 5)


def test_a_campaign_may_go_to_a_kind_of_meter_in_one_municipality() -> None:
    wanted = MeterFactory(kind="annual").access_point
    MeterFactory(kind="digital")
    MeterFactory(kind="annual", access_point__municipality="63023")
    issue(a_campaign(selection={"meter_kind": "annual", "municipality": "92094"}))
    assert Letter.objects.get().access_point == wanted


def test_a_reminder_goes_to_those_who_did_not_answer() -> None:
    answered, silent = OccupancyFactory(), OccupancyFactory()
    issue(a_campaign("asked"))
    note_answer(letter=Letter.objects.get(occupancy=answered), now=NOW)
    issue(a_campaign("again", "reading_reminder", selection={"unanswered": "asked"}))
    assert Letter.objects.get(campaign__code="again").occupancy == silent


def test_an_unopened_letter_is_printed_once_when_its_days_are_over() -> None:
    letter = a_letter(a_home())
    assert [print_unopened(now=days(number)) for number in (6, 7, 7, 8)] == [0, 1, 0, 0]
    assert state_of(letter) == LetterState.ON_PAPER
    assert outbox("letter") == [("reading_request.letter", "queued")]


def test_an_opened_letter_is_not_printed() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    actor = with_account(occupancy.customer)
    open_letter(letter=letter, actor=actor, now=NOW, channel="page")
    assert print_unopened(now=days(30)) == 0
    assert queries.unread_count(actor, now=NOW) == 0
    assert Event.objects.filter(code="disclosure", actor_id=actor.id, reference=str(letter.public_id)).exists()


def test_when_the_email_does_not_arrive_the_letter_and_the_next_ones_are_printed() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    email = Message.objects.get()
    told: dict[str, Any] = {"message_id": email.pk, "key": email.key, "template": email.template, "now": NOW}
    message_ended.send(sender=Message, state="undelivered", **told)
    message_ended.send(sender=Message, state="undelivered", **told)
    assert print_unopened(now=NOW) == 1
    assert state_of(letter) == LetterState.ON_PAPER
    assert not a_letter(occupancy, code="next").digital


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_a_reading_request_bears_the_code_that_finds_it(language: str) -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    letter.language = language
    (figure,) = [block for block in document_of(letter).blocks if isinstance(block, Figure)]
    assert len(figure.value) == reading_codes.LENGTH + 1
    for typed in (figure.value, figure.value.lower().replace("-", " "), figure.value.replace("0", "o")):
        assert queries.letter_of_reading_code(typed, now=NOW) == letter
    assert queries.letter_of_reading_code(figure.value[:-1] + "U", now=NOW) is None
    assert queries.letter_of_reading_code(figure.value, now=NOW + timedelta(days=37)) is None
    assert queries.open_reading_requests([occupancy], now=NOW) == {occupancy.pk: letter}


def test_a_code_outlives_a_new_secret_key(settings: Any) -> None:
    letter = a_letter(a_home())
    code = reading_codes.code_on(letter.public_id, letter.reading_code)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert reading_codes.code_on(letter.public_id, letter.reading_code) == code
    assert queries.letter_of_reading_code(code, now=NOW) == letter


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path


def _file(folder: Path, **changes: Any) -> Path:
    told = {"code": "2026", "kind": "reading_request", "due_on": "2026-04-01", "select": {"list": "list.ndjson"}}
    path = folder / "campaign.json"
    path.write_bytes(orjson.dumps(told | changes))
    return path


def test_bad_lines_of_a_list_are_named_and_stop_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = AccessPointFactory(ean=an_ean(7))
    lines = [b"no json", b'"123"', b'{"data": 1}', b"[]", f'"{an_ean(8)}"'.encode(), f'"{there.ean}"'.encode()]
    (folder / "list.ndjson").write_bytes(b"\n".join([*lines, lines[-1]]))
    call_command("issue_correspondence", str(_file(folder)), no_progress=True)
    assert Letter.objects.get().access_point == there
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].split()[-1].strip("\u00a0") for line in told] == ["1", "2", "3", "4", "5"]


def test_a_list_that_grew_is_issued_where_it_grew(folder: Path) -> None:
    later, sooner = (AccessPointFactory(ean=an_ean(number)) for number in (8, 7))
    for there in (sooner, later):
        (folder / "list.ndjson").write_text(f'"{there.ean}"\n')
        call_command("issue_correspondence", str(_file(folder)), no_progress=True)
    assert Letter.objects.count() == 2


FIGURES = {"start": "2025-03-01", "end": "2026-03-01"} | {
    "registers": [{"register": "1.8.1", "start": 1200, "end": 2400.5, "unit": "kWh"}]
}


def test_a_statement_bears_the_figures_of_its_list(folder: Path) -> None:
    occupancy = a_home()
    line = {"ean": occupancy.access_point.ean, "data": FIGURES}
    (folder / "list.ndjson").write_bytes(orjson.dumps(line) + b"\n" + orjson.dumps(line | {"data": {"day": 1}}))
    call_command("issue_correspondence", str(_file(folder, kind="index_statement")), no_progress=True)
    (table,) = [block for block in document_of(Letter.objects.get()).blocks if isinstance(block, Table)]
    ((_register, start, end, used),) = table.rows
    assert [text.split("\xa0")[-1] for text in (start, end, used)] == ["kWh"] * 3
    assert used.endswith("200,500\xa0kWh")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "love_letter"},
        {"code": ""},
        {"code": "x" * 61},
        {"select": {}},
        {"select": None},
        {"select": {"municipalty": "92094"}},
        {"select": {"meter_kind": "steam"}},
        {"due_on": "soon"},
        {"kind": "planned_works", "texts": {"works": "meter_check", "day": "2026-04-01"}},
        {"kind": "index_statement", "select": "all"},
    ],
)
def test_a_campaign_file_that_says_something_odd_writes_to_nobody(folder: Path, changes: dict[str, Any]) -> None:
    AccessPointFactory()
    with pytest.raises(CommandError):
        call_command("issue_correspondence", str(_file(folder, **changes)), no_progress=True)
    assert not Campaign.objects.exists() and not Letter.objects.exists()


@pytest.mark.parametrize("chunk", [0, -1])
def test_a_chunk_of_nothing_is_refused_and_ends_no_campaign(folder: Path, chunk: int) -> None:
    AccessPointFactory()
    with pytest.raises(CommandError, match="--chunk"):
        call_command("issue_correspondence", str(_file(folder)), chunk=chunk, no_progress=True)
    assert not Campaign.objects.exists()


def test_the_same_code_for_another_campaign_is_refused(folder: Path) -> None:
    call_command("issue_correspondence", str(_file(folder, select="all")), no_progress=True)
    with pytest.raises(CommandError):
        call_command(
            "issue_correspondence", str(_file(folder, select="all", due_on="2026-05-01")), no_progress=True
        )


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_of_letter_is_told_with_and_without_what_is_private(kind: str, language: str) -> None:
    texts = {"works": "digital_meter", "day": "2026-04-01", "from": "08:00", "until": "12:00"}
    OccupancyFactory(customer__language=language)
    AccessPointFactory()
    issue(a_campaign(kind=kind, texts=texts))
    for letter in Letter.objects.all():
        letter.language = language
        assert document_of(letter).title


def _issue(campaign_id: int) -> None:
    try:
        while issue_next(campaign_id=campaign_id, now=NOW, size=7).more:
            pass
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_who_issue_the_same_campaign_issue_each_letter_once() -> None:
    for number in range(60):
        OccupancyFactory(access_point__ean=an_ean(number), start=date(2024, 1, 1))
    campaign = a_campaign()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_issue, [campaign.pk] * 4))
    campaign.refresh_from_db()
    assert Letter.objects.count() == Message.objects.count() == campaign.paper == 60
