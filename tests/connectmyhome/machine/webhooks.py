"""What the programs of operators are told, over real HTTP, by receivers that lose, refuse and double; and whether
in the end each event that had to be raised came through."""

import base64
import hashlib
import hmac
import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import orjson

from portal.accounts.webhooks import delivery, operations
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.secret_keys import signed_headers
from portal.accounts.webhooks.sending import post
from tests.connectmyhome.machine.world import Party
from tests.portal.accounts.webhooks.receiver import Receiver

ANSWERS: tuple[int | str, ...] = (204, 204, 200, 500, 503, 302, 410, Receiver.LOSE, Receiver.NOISE)
_SAYS = {
    "leg.moved": {"leg", "state", "revision"},
    "leg.changed": {"leg", "state", "revision"},
    "work_day.changed": {"leg", "proposal", "what"},
    "application.erased": {"erasure", "legs"},
}


class Post:
    """The workers, and what came of each request."""

    def __init__(self, parties: dict[str, Party]) -> None:
        self.parties = parties
        self.came: dict[str, list[tuple[str, bytes, int | str]]] = defaultdict(
            list
        )  # by id: to whom, what, answer
        for party in parties.values():
            party.receiver.got.clear()
            party.receiver.answers.clear()

    def work(self, answers: list[int | str], *, now: datetime, twice: bool = False) -> None:
        """Tell all that is due; the receivers answer so, then well."""
        due = delivery.due(now=now)
        for number, each in enumerate([*due, *(due if twice else [])]):
            answer = answers[number] if number < len(answers) else 204
            self._one(answer, lambda each=each: delivery.deliver(each, now=now))

    def lose_worker(self, *, now: datetime) -> None:
        """A worker takes an event, tells it, and is gone before it writes down the answer."""
        due = delivery.due(now=now)
        held = delivery.claim(due[0], now=now) if due else None
        if held is None:
            return
        body = orjson.dumps(held.payload)
        headers = signed_headers([held.endpoint.secret], message_id=held.message_id, body=body, at=now)
        self._one(204, lambda: post(held.endpoint.url, body=body, headers=headers))

    def _one(self, answer: int | str, tell: Any) -> None:
        for party in self.parties.values():
            party.receiver.answers[:] = [answer]
        tell()
        for party in self.parties.values():
            for headers, body in party.receiver.got:
                self._look(party, headers, body, answer)
            party.receiver.got.clear()

    def _look(self, party: Party, headers: dict[str, str], body: bytes, answer: int | str) -> None:
        """Signed; in ids and codes alone."""
        message = headers["webhook-id"]
        signed = f"{message}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(party.secret.removeprefix("whsec_"))
        signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert f"v1,{signature}" in headers["webhook-signature"].split()
        told = json.loads(body)
        assert set(told) == {"type", "timestamp", "data"}
        assert set(told["data"]) == _SAYS[told["type"]]
        assert {each[1] for each in self.came[message]} <= {body}  # the same in each try
        self.came[message].append((party.operator, body, answer))

    def settle(self, *, now: datetime) -> None:
        """Whoever runs a stopped endpoint lets it go on, and it answers well: all is told or given up."""
        for party in self.parties.values():
            operations.resume(endpoint=party.endpoint, by=party.administrator, now=now)
        for _ in range(4):
            now += timedelta(days=1)
            self.work([], now=now)
        for each in Delivery.objects.all():
            answers = [answer for _, _, answer in self.came[each.message_id]]
            if each.state == "failed":
                assert 410 in answers or len(answers) >= 10, answers
            else:
                assert each.state == "delivered", (each.state, answers)
                assert {200, 204} & set(answers)
        assert set(Endpoint.objects.values_list("state", flat=True)) <= {"active"}

    def revisions_of(self, leg: str) -> list[int]:
        """What was told of the leg, in the order in which it was raised."""
        found = Delivery.objects.filter(data__leg=leg, type__in=["leg.moved", "leg.changed"]).order_by("pk")
        return [each.data["revision"] for each in found]

    def told_of_legs(self) -> dict[str, set[str]]:
        """The operators whose programs heard of each leg."""
        heard: dict[str, set[str]] = defaultdict(set)
        for requests in self.came.values():
            for operator, body, _ in requests:
                data = json.loads(body)["data"]
                for leg in data.get("legs", [data.get("leg")]):
                    heard[leg].add(operator)
        return heard
