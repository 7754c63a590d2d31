"""A letter is issued while the occupant changes: it reaches nobody who no longer lives there."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.correspondence import queries
from portal.correspondence.lists import Target
from portal.correspondence.models import Campaign, Letter
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.states import LetterState
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from portal.messaging.states import UNSENT
from tests.factories import an_ean
from tests.portal.correspondence.homes import NOW, TODAY, a_home, with_account
from tests.portal.market.lines import Event, move_in, move_out, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def _a_round(number: int, pool: ThreadPoolExecutor, seed: random.Random) -> str:
    """Who came first, when the letter and the market message set out together."""
    former = a_home(f"A{number}", an_ean(number), digital=seed.random() < 0.5)
    campaign = _to(former, number)
    events: list[Event] = [move_out(f"out{number}", TODAY, f"A{number}", former.access_point.ean)]
    if seed.random() < 0.7:
        events.append(move_in(f"in{number}", TODAY, f"B{number}", former.access_point.ean))
    start = Barrier(2)
    pauses = seed.random() * 0.04, seed.random() * 0.01  # a market message takes longer to get to the lock

    def issuing() -> None:
        _when_both_are_there(start, pauses[0])
        issue_next(campaign_id=campaign.pk, now=NOW)
        connection.close()

    def moving() -> None:
        _when_both_are_there(start, pauses[1])
        take_in(*events)
        connection.close()

    for done in [pool.submit(issuing), pool.submit(moving)]:
        done.result()
    return _judge(former)


def _to(occupancy: Occupancy, number: int) -> Campaign:
    described = {"kind": "reading_request", "due_on": None, "texts": {}, "selection": {"listed": True}}
    campaign = campaigns.prepare(described=described | {"code": f"round {number}"}, now=NOW)
    campaigns.add_targets(campaign=campaign, targets=[Target(1, occupancy.access_point.ean)])
    campaigns.run(campaign=campaign, now=NOW)
    return campaign


def _when_both_are_there(start: Barrier, pause: float) -> None:
    connection.ensure_connection()
    start.wait()
    time.sleep(pause)


def _judge(former: Occupancy) -> str:
    letter = Letter.objects.get(access_point=former.access_point)
    waiting = Message.objects.filter(state__in=[*UNSENT])
    assert not queries.letters_for(with_account(former.customer), now=NOW).exists()
    assert not waiting.filter(bound_to=str(former.public_id)).exists()
    assert not waiting.filter(subject=str(former.customer.public_id)).exists()
    copies = waiting.filter(channel="letter", key__startswith=f"letter:{letter.public_id}:")
    assert copies.count() == 1, "exactly one copy goes to who lives there, or to the address"
    if letter.occupancy == former:
        assert letter.state == LetterState.WITHDRAWN
        return "letter first, withdrawn and printed for the address"
    assert letter.state == LetterState.ON_PAPER
    return "move first, printed for who lives there now"


def _rounds(number: int) -> Counter[str]:
    seed = random.Random(number)
    with ThreadPoolExecutor(2) as pool:
        return Counter(_a_round(each, pool, seed) for each in range(number))


def test_fifty_letters_issued_while_the_occupant_changes_reach_no_former_occupant() -> None:
    counted = _rounds(50)
    assert counted.total() == 50


@pytest.mark.prove
def test_a_thousand_letters_issued_while_the_occupant_changes_reach_no_former_occupant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counted = _rounds(1_000)
    with capsys.disabled():
        print("\n1,000 letters issued while the occupant changed:")  # noqa: T201
        for outcome, times in sorted(counted.items()):
            print(f"{times:>7,}  {outcome}")  # noqa: T201
        print("      0  reached somebody who no longer lived there")  # noqa: T201
    assert len(counted) == 2, "both orders must have happened"
