"""R11: what was digital stops with the occupant, and comes back with a cancelled move-out."""

from datetime import date

import pytest

from portal.correspondence import queries
from portal.correspondence.models import Letter, Preference, PreferenceChange
from portal.correspondence.operations.occupants import sweep
from portal.correspondence.operations.reading import open_letter
from portal.correspondence.states import LetterState, PaperTo, PreferenceState
from portal.customers.models import Occupancy
from portal.messaging import delivery
from portal.messaging.models import Message
from tests.portal.correspondence.homes import (
    EAN,
    NOW,
    TODAY,
    a_campaign,
    a_home,
    a_letter,
    days,
    issue,
    outbox,
    print_all,
    state_of,
    with_account,
)
from tests.portal.market.lines import cancel, move_in, move_out, take_in

pytestmark = pytest.mark.django_db


def mine(occupancy: Occupancy, now=NOW) -> list[Letter]:
    return list(queries.letters_for(with_account(occupancy.customer), now=now))


def test_the_next_occupant_is_on_paper() -> None:
    a_home("C1")
    take_in(move_in("in2", "2026-03-01", "C2"))
    issue(a_campaign())
    letter = Letter.objects.get()
    assert letter.occupancy is not None and letter.occupancy.customer.market_id == "C2"
    assert letter.state == LetterState.ON_PAPER
    assert outbox("email") == []


def test_a_move_out_stops_the_preference_and_says_why() -> None:
    occupancy = a_home()
    take_in(move_out("out", "2026-03-05", "C1"))
    assert Preference.objects.get().state == PreferenceState.ENDED
    take_in(cancel("x", "out"))
    assert Preference.objects.get(occupancy=occupancy).state == PreferenceState.DIGITAL
    reasons = list(PreferenceChange.objects.order_by("pk").values_list("reason", flat=True))
    assert reasons == ["occupancy_ended", "occupancy_restored"]


def test_who_went_back_to_paper_stays_on_paper_when_the_home_comes_back() -> None:
    a_home()
    Preference.objects.update(state=PreferenceState.PAPER)
    take_in(move_out("out", "2026-03-05", "C1"))
    take_in(cancel("x", "out"))
    assert Preference.objects.get().state == PreferenceState.PAPER


def test_a_backdated_move_out_hides_what_came_after_it_and_prints_it_for_the_address() -> None:
    occupancy = a_home()
    before = a_letter(occupancy, days(-9), "before")
    after = a_letter(occupancy, code="after")
    open_letter(letter=after, actor=with_account(occupancy.customer), now=NOW, channel="page")
    take_in(move_out("out", "2026-03-05", "C1"))
    assert (state_of(before), state_of(after)) == (LetterState.WAITING, LetterState.WITHDRAWN)
    assert mine(occupancy) == [before]
    (copy,) = Message.objects.filter(channel="letter")
    assert copy.context["to_occupant"] and copy.context["code"] == "" and copy.subject == ""


def test_a_copy_for_the_address_tells_nothing_of_the_one_who_left() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    Letter.objects.filter(pk=letter.pk).update(context={"meter": "1SAG1", "data": {"registers": [1]}})
    take_in(move_out("out", "2026-03-05", "C1"))
    told = str(Message.objects.filter(channel="letter").values().get())
    assert occupancy.customer.name not in told and str(occupancy.customer.public_id) not in told
    assert Message.objects.get(channel="letter").context["data"] == {}


def test_a_cancelled_move_out_brings_the_letter_back_and_stops_the_copy() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    take_in(move_out("out", "2026-03-05", "C1"))
    take_in(cancel("x", "out"))
    assert state_of(letter) == LetterState.WAITING
    assert mine(occupancy) == [letter]
    assert outbox("letter") == [("reading_request.letter", "cancelled")]
    assert outbox("email")[-1] == ("something_waits.email", "queued")


def test_what_was_printed_is_printed_once_however_often_the_move_comes_and_goes() -> None:
    occupancy = a_home()
    a_letter(occupancy)
    for number in range(3):
        take_in(move_out(f"out{number}", "2026-03-05", "C1"))
        print_all()
        take_in(cancel(f"x{number}", f"out{number}"))
    assert outbox("letter") == [("reading_request.letter", "sent")]


def test_a_letter_by_name_not_yet_printed_goes_to_whoever_lives_there_now() -> None:
    occupancy = a_home(digital=False)
    letter = a_letter(occupancy)
    take_in(move_in("in2", TODAY, "C2"))
    assert outbox("letter") == [("reading_request.letter", "cancelled"), ("reading_request.letter", "queued")]
    letter.refresh_from_db()
    assert letter.paper_to == PaperTo.ADDRESS
    take_in(cancel("x", "in2"))
    letter.refresh_from_db()
    assert (letter.state, letter.paper_to) == (LetterState.ON_PAPER, PaperTo.OCCUPANT)
    assert [state for _, state in outbox("letter")] == ["cancelled", "cancelled", "queued"]


def test_a_letter_by_name_that_left_the_house_is_not_printed_again() -> None:
    occupancy = a_home(digital=False)
    letter = a_letter(occupancy)
    print_all()
    take_in(move_out("out", "2026-03-05", "C1"))
    assert outbox("letter") == [("reading_request.letter", "sent")]
    assert state_of(letter) == LetterState.WITHDRAWN
    assert mine(occupancy) == []


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_copy_that_was_cancelled_while_its_worker_died_is_printed_again(comes_back: bool) -> None:
    a_home(digital=False)
    letter = a_letter(Occupancy.objects.get())
    if comes_back:
        take_in(move_out("out", "2026-02-01", "C1"))
    (waiting,) = Message.objects.filter(channel="letter", state="queued")
    claimed = delivery.claim(waiting.pk, now=NOW)
    assert claimed and delivery.begin(claimed, "", now=NOW)
    take_in(cancel("x", "out") if comes_back else move_out("out", "2026-02-01", "C1"))
    delivery.deliver(waiting.pk, now=days(1))  # nothing was handed over
    assert "queued" not in [state for _, state in outbox("letter")]
    for _ in range(2):
        sweep(now=days(1))
    assert [state for _, state in outbox("letter")].count("queued") == 1
    letter.refresh_from_db()
    assert letter.paper_to == (PaperTo.OCCUPANT if comes_back else PaperTo.ADDRESS)


def test_an_end_told_beforehand_works_on_its_day_before_any_sweep() -> None:
    occupancy = a_home()
    take_in(move_out("out", "2026-03-20", "C1"), move_in("in2", "2026-03-20", "C2"))
    letter = a_letter(occupancy, code="before")
    later = a_letter(occupancy, days(10), "on the day")
    assert letter.digital and not later.digital
    assert sweep(now=days(10)) == 1
    assert Preference.objects.get().state == PreferenceState.ENDED
    assert mine(occupancy, days(10)) == [letter]
    sweep(now=days(11))
    assert PreferenceChange.objects.count() == 1


def test_a_sweep_takes_out_what_was_not_sent_on_the_day() -> None:
    occupancy = a_home(digital=False)
    take_in(move_out("out", "2026-03-20", "C1"))
    a_letter(occupancy)
    sweep(now=days(9))
    assert [state for _, state in outbox("letter")] == ["queued"]
    sweep(now=days(10))
    sweep(now=days(10))
    assert [state for _, state in outbox("letter")] == ["cancelled", "queued"]


def test_a_former_occupant_keeps_the_letters_of_the_own_period() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    take_in(move_out("out", "2026-03-11", "C1"), now=days(2))
    assert mine(occupancy, days(30)) == [letter]
    assert [listed.public_id for listed in queries.letters_of(occupancy)] == [str(letter.public_id)]


def test_a_move_in_that_never_was_leaves_nothing_to_read() -> None:
    occupancy = a_home("C1")
    letter = a_letter(occupancy)
    take_in(cancel("x", f"in-C1-{EAN}"))
    assert state_of(letter) == LetterState.WITHDRAWN
    assert mine(occupancy) == []
    assert Occupancy.objects.get().end == date(2025, 1, 1)


def test_a_move_in_that_was_later_than_told_hides_what_came_before_it() -> None:
    occupancy = a_home("C1")
    letter = a_letter(occupancy, days(-5))
    take_in(move_in("later", "2026-03-08", "C1"), cancel("x", f"in-C1-{EAN}"))
    assert state_of(letter) == LetterState.WITHDRAWN
    assert mine(occupancy) == []
    take_in(move_in("earlier", "2026-03-01", "C1"), cancel("y", "later"))
    assert mine(occupancy) == [letter]


def test_a_letter_by_name_does_not_go_to_who_is_yet_to_move_in() -> None:
    letter = a_letter(a_home("C1", digital=False))
    take_in(move_in("later", "2026-03-20", "C1"), cancel("x", f"in-C1-{EAN}"))
    assert outbox("letter") == [("reading_request.letter", "cancelled"), ("reading_request.letter", "queued")]
    assert Letter.objects.get(pk=letter.pk).paper_to == PaperTo.ADDRESS


def test_what_comes_back_to_a_former_occupant_comes_without_an_email() -> None:
    occupancy = a_home()
    letter = a_letter(occupancy)
    take_in(move_in("in2", TODAY, "C2"))
    take_in(move_out("out", "2026-03-15", "C1"), cancel("x", "in2"), now=days(10))
    assert state_of(letter) == LetterState.WAITING
    assert [state for _, state in outbox("email")] == ["cancelled"]
