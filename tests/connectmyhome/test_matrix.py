"""Six operators by six: every door of network operators, page, file and interface, taken from the resolver.

What is another operator's does not exist: no leg, document, offer, question, day, erasure, endpoint or event, read
or changed, with a leg of one's own in front of it or behind. What an operator is shown of its own is what the
columns of the leg name, and nothing of another one.
"""

import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.parsers import MultiPartParser

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.columns import ATTACHMENTS, COLUMNS
from connectmyhome.application.models import Application, Attachment
from connectmyhome.legs.acts import ACTS
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.erasures.operations import ask as ask_to_erase
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import asking, studying
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import UTILITIES, Operator, Utility
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.operations.agreeing import propose
from connectmyhome.workday.operations.days import choose_days, offer_days
from portal.access.actor import SYSTEM
from portal.accounts.webhooks import delivery
from portal.accounts.webhooks.models import Delivery
from portal.primitives.period import belgian_day
from portal.ui.guards import Right
from tests.connectmyhome.legs.factories import OPERATOR_STAFF, a_file, a_leg
from tests.connectmyhome.machine import world
from tests.connectmyhome.scenes import a_sent_application
from tests.journeys.people import client_of
from tests.matrix.doors import DOORS, Door
from tests.portal.accounts.webhooks.receiver import Receiver, receiving

_PLACES = ("/operator/", "api/v1/connect/", "/organisation/webhooks/")
_LEGS = (Right.SEE_LEGS, Right.HANDLE_LEGS)
OF_OPERATORS = [
    door for door in DOORS if any(each in door.path for each in _PLACES) or door.declared.right in _LEGS
]
WITH_OBJECTS = [door for door in OF_OPERATORS if door.parameters]
# What a parameter names, and where it names something else than a leg.
_NAMED = {
    "public_id": "leg", "document": "document", "document_id": "document", "offer": "offer",
    "question": "question", "question_id": "question", "proposal": "proposal", "proposal_id": "proposal",
    "slug": "act",
}  # fmt: skip
_ELSEWHERE = {
    "erasures:confirm": "erasure", "erasures_api:confirm": "erasure", "webhooks:endpoint": "endpoint",
    "webhooks:all_again": "endpoint", "webhooks:again": "event",
}  # fmt: skip
_METHODS = ("get", "post", "put", "patch", "delete")
_TELLS = ("legs:leg", "legs_api:leg")  # all that the columns name; the calendar tells where the works are
_CALENDAR = "workday:leg_calendar"
EMAIL, MOBILE = "found-nowhere-else@example.org", "+32470909090"
BESIDE = {"email", "mobile", "language", "commune", "commune_nis"}
TOKEN = re.compile(r"‹(\w+)›")
SAID = {
    "leg.moved": {"leg", "state", "revision"},
    "leg.changed": {"leg", "state", "revision"},
    "work_day.changed": {"leg", "proposal", "what"},
    "application.erased": {"erasure", "legs"},
}


def kinds_of(door: Door) -> dict[str, str]:
    """Of each parameter, what it names."""
    return {
        name: _ELSEWHERE.get(door.name, _NAMED[name]) if name == "public_id" else _NAMED[name]
        for name in door.parameters
    }


def methods_of(door: Door) -> list[str]:
    """Those that the door knows; a page does not tell."""
    return [each for each in _METHODS if hasattr(door.view, each)] if door.view else ["get", "post"]


@dataclass
class Holding:
    """An operator, and what is its own: legs of the application that all have in common, the first with a question
    and an offer; and a leg of an application of its own, with a day that waits."""

    party: world.Party
    browser: Client  # of an administrator
    legs: list[Leg]
    apart: Leg
    things: dict[str, uuid.UUID]
    secrets: set[str] = field(default_factory=set)

    def named(self, door: Door, act: str, leg: Leg | None = None) -> dict[str, Any]:
        kinds = kinds_of(door)
        if "proposal" in kinds.values() or door.name == _CALENDAR:
            leg = self.apart
        leg = leg or self.legs[0]
        things = self.things | {"leg": leg.public_id, "act": act}
        return {name: things[kind] for name, kind in kinds.items()}

    def ask(self, door: Door, named: dict[str, Any], method: str = "get") -> Any:
        path = reverse(door.name, kwargs=named)
        if "api/v1" not in door.path:
            return getattr(self.browser, method)(path)
        leg = Leg.objects.filter(public_id=named.get("public_id")).first()
        headers = {"idempotency-key": uuid.uuid4().hex, "if-match": f'"{leg.revision if leg else 0}"'}
        told: dict[str, Any] = {}
        if method == "post" and MultiPartParser in door.view.parser_classes:
            told = {"data": _body()}
        elif method == "post":
            told = {"data": json.dumps(_body()), "content_type": "application/json"}
        return getattr(self.party.program.browser, method)(path, headers=headers, **told)


def _body() -> dict[str, Any]:
    """What any of the acts asks for."""
    day = belgian_day(timezone.now()).isoformat()
    days = dict.fromkeys(("day", "valid_until", "paid_on", "exist_on", "connected_on"), day)
    return days | {"text": "x", "reason": "x", "document": "photo", "amount": "1", "days": []}


def _holding(operator: Operator, receiver: Receiver, shared: Application, now: datetime) -> Holding:
    party = world.a_party(operator, receiver)
    legs = [a_leg(LegState.OFFERED, operator=operator, utility=each, application=shared)
            for each in UTILITIES[operator]]  # fmt: skip
    asked = asking.ask(leg=legs[0], text=f"question of {operator}", actor=OPERATOR_STAFF, now=now)
    legs[0].questions.create(
        text="?", answer=f"answer for {operator}", asked_at=now, asked_by="x", answered_at=now
    )
    legs[0].offers.create(
        amount=1, valid_until=belgian_day(now), pdf=f"former offer of {operator}".encode(), sha256="", pages=1,
        made_at=now, made_by="x", ended_at=now, declined_because=f"too dear for {operator}",
    )  # fmt: skip
    file = a_file(shared, AttachmentKind.OTHER, only_for=operator.value)
    apart = a_leg(operator=operator, application=a_sent_application(answers=shared.answers, email=EMAIL))
    studying.begin_study(leg=apart, own_reference=f"reference of {operator}", actor=OPERATOR_STAFF, now=now)
    Leg.objects.filter(pk=apart.pk).update(state=LegState.ACCEPTED, accepted_at=now, paid_on=belgian_day(now))
    days = to_choose_from(belgian_day(now))[3:5]
    offer_days(leg=apart, days=days, actor=SYSTEM, now=now)
    choose_days(application=apart.application, days=days, now=now)
    told = {"application": apart.application, "day": days[0], "by": Party.COORDINATOR}
    proposal = apart.application.proposals.first() or propose(**told, actor=SYSTEM, now=now)
    ended = a_leg(operator=operator, application=a_sent_application(answers=shared.answers))
    ask_to_erase(application=ended.application, operator=operator.value, now=now)
    things = {
        "document": file.public_id,
        "offer": legs[0].offers.get(ended_at=None).public_id,
        "question": asked.public_id,
        "proposal": proposal.public_id,
        "erasure": Erasure.objects.get(operator=operator).public_id,
        "endpoint": party.endpoint.public_id,
        "event": Delivery.objects.filter(endpoint=party.endpoint).earliest("pk").public_id,
    }
    said = ("question of", "answer for", "former offer of", "too dear for", "reference of")
    held = Holding(
        party, client_of(party.administrator.user), legs, apart, things, {f"{each} {operator}" for each in said}
    )
    held.secrets |= {str(each) for each in things.values()}
    held.secrets |= {str(each.public_id) for each in (*legs, apart, ended)}
    return held


@pytest.fixture
def world_of_six(db: None) -> Iterator[list[Holding]]:
    """Every question of the application is answered in words found nowhere else; each kind of file is there."""
    now = timezone.now()
    answers: dict[str, Any] = {key.value: world.an_answer(key.value) for key in Key}
    answers |= {key: [answers[key]] for key in (Key.UTILITIES.value, Key.TELECOM_OPERATORS.value)}
    shared = a_sent_application(answers=answers, email=EMAIL, mobile=MOBILE)
    for kind in AttachmentKind:
        if kind is not AttachmentKind.OTHER:
            a_file(shared, kind)
    with ExitStack() as stack:
        yield [_holding(each, stack.enter_context(receiving()), shared, now) for each in Operator]


def _counted() -> Any:
    """What would show that something was done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM audit_event), (SELECT sum(revision) FROM connect_legs_leg),"
            " (SELECT sum(tries) FROM webhooks_delivery), (SELECT count(*) FROM webhooks_delivery)"
        )
        return cursor.fetchone()


def test_a_parameter_of_every_door_of_operators_names_what_the_matrix_has() -> None:
    for door in OF_OPERATORS:
        assert set(door.parameters) <= set(_NAMED), f"{door.name}: add what it takes to the matrix"


def _crossings(door: Door, reader: Holding, owner: Holding, act: str) -> Iterator[dict[str, Any]]:
    """What is the other one's; and the same behind a leg of the reader's own."""
    own, others = reader.named(door, act), owner.named(door, act)
    yield others
    for name, kind in kinds_of(door).items():
        if kind not in ("leg", "act") and len(others) > 1:
            yield own | {name: others[name]}


def test_what_is_another_operators_does_not_exist_behind_any_door(world_of_six: list[Holding]) -> None:
    """Each reader knocks with each method in turn; some doors do not know one, for anybody."""
    before, acts = _counted(), list(ACTS)
    met: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, (reader, owner) in enumerate(permutations(world_of_six, 2)):
        for place, door in enumerate(WITH_OBJECTS):
            methods = methods_of(door)
            asked = {methods[(number + place) % len(methods)], *(["put"] if place % 30 == number else [])}
            for method in asked:
                for named in _crossings(door, reader, owner, acts[number % len(acts)]):
                    status = reader.ask(door, named, method).status_code
                    met[reader.party.operator, door.name][method].add(status)
    assert len(met) == 6 * len(WITH_OBJECTS)
    for key, statuses in met.items():
        assert all(each in ({404}, {405}) for each in statuses.values()), (key, statuses)
        assert {404} in statuses.values(), (key, statuses)
    assert _counted() == before


def test_an_operator_is_shown_its_own_behind_every_door_and_no_more_than_its_columns_name(
    world_of_six: list[Holding],
) -> None:
    acts = list(ACTS)
    for reader in world_of_six:
        others = set().union(*(each.secrets for each in world_of_six if each is not reader))
        for place, door in enumerate(OF_OPERATORS):
            for leg in reader.legs if door.name in _TELLS else reader.legs[:1]:
                named = reader.named(door, acts[place % len(acts)], leg)
                statuses = {_look(door, reader, named, leg, each, others) for each in methods_of(door)}
                assert statuses - {404, 405}, (door.name, statuses)
        for leg in reader.legs:
            _look_at_files(reader, leg)


def _look(door: Door, reader: Holding, named: dict[str, Any], leg: Leg, method: str, others: set[str]) -> int:
    """What is told of the applicant: where the leg is shown, all that its columns name, and the contact."""
    with transaction.atomic():
        answer = reader.ask(door, named, method)
        transaction.set_rollback(True)
    shown = answer.content.decode(errors="replace")
    columns = {key.value for key in COLUMNS[Utility(leg.utility)]}
    tokens = set(TOKEN.findall(shown))
    assert tokens <= (columns if door.name in (*_TELLS, _CALENDAR) else set()), (door.name, tokens)
    assert not [word for word in others if word in shown], door.name
    if door.name in _TELLS:
        assert tokens == columns
        assert EMAIL in shown
    else:
        assert EMAIL not in shown
        assert MOBILE not in shown
    if door.name == "legs_api:leg":
        assert set(answer.json()["application"]) == columns | BESIDE
    status: int = answer.status_code
    return status


def _look_at_files(reader: Holding, leg: Leg) -> None:
    """Each file of the application opens to those whose columns name its kind, or for whom alone it is."""
    page, api = (
        next(each for each in OF_OPERATORS if each.name == f"{room}:document") for room in ("legs", "legs_api")
    )
    kinds = ATTACHMENTS[Utility(leg.utility)]
    for file in Attachment.objects.filter(application=leg.application):
        is_given = file.only_for == leg.operator if file.only_for else file.kind in kinds
        for door in (page, api):
            named = reader.named(door, "", leg) | {door.parameters[-1]: file.public_id}
            answer = reader.ask(door, named)
            assert answer.status_code == (200 if is_given else 404), (leg.operator, file.kind, file.only_for)
            assert (bytes(file.content) in answer.getvalue()) == is_given


def test_an_operators_program_is_told_of_its_own_alone_and_in_ids_and_codes(world_of_six: list[Holding]) -> None:
    for each in delivery.due(now=timezone.now()):
        delivery.deliver(each, now=timezone.now())
    for reader in world_of_six:
        others = set().union(*(each.secrets for each in world_of_six if each is not reader))
        told = reader.party.receiver.verified(reader.party.secret)
        assert {each["type"] for each in told} == set(SAID)
        for each in told:
            assert set(each) == {"type", "timestamp", "data"}
            assert set(each["data"]) == SAID[each["type"]]
            said = json.dumps(each, ensure_ascii=False)
            assert not [word for word in (*others, EMAIL, MOBILE, "‹") if word in said]
