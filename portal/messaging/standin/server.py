"""The stand-in's HTTP: the part of Twilio's REST dialect that the portal uses, and a control of its own.

    POST /2010-04-01/Accounts/{sid}/Messages.json        create
    GET  /2010-04-01/Accounts/{sid}/Messages.json        list; To, DateSent, PageSize
    GET  /2010-04-01/Accounts/{sid}/Messages/{sid}.json  one
    POST /control/behaviour                              {"creates": ["429", "ok"], "look_ups": ["500"]}

Each behaviour (see `provider.Behaviour`) is used up by one request; then all is well again.
"""

import base64
import json
import re
import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.messaging.standin.provider import NOT_TAKEN, Behaviour, Provider, Sms

_LIST = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/Messages\.json")
_ONE = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/Messages/(?P<sid>\w+)\.json")
_FAULTS = {
    Behaviour.TOO_MANY: (429, 20429, "Too Many Requests"),
    Behaviour.ERROR: (500, 20500, "Internal Server Error"),
    Behaviour.BUSY: (503, 20503, "Service Unavailable"),
    Behaviour.NO_MOBILE: (400, 21614, "'To' number is not a valid mobile number"),
    Behaviour.WRONG_KEY: (401, 20003, "Authenticate"),
}
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER without lingering: closing sends RST


class StandIn(ThreadingHTTPServer):
    """A server that takes messages from the key `user`:`password` for `account`. Port 0 takes a free one."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, provider: Provider, *, account: str, user: str, password: str, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.provider = provider
        self.account = account
        self.credentials = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def shutdown_request(self, request: Any) -> None:
        """End a connection; without a farewell when it is to be reset."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET)) == _RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: StandIn
    server_version = "RaccordStandIn"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        if path == "/control/behaviour":
            self._control(body)
        elif (match := _LIST.fullmatch(path)) and self._may(match["account"]):
            self._create({name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()})
        elif not match:
            self._fault(404, 20404, "Not found")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/control/behaviour":
            provider = self.server.provider
            self._answer(200, {"creates": list(provider.creates), "look_ups": list(provider.look_ups)})
        elif match := _LIST.fullmatch(parts.path):
            if self._may(match["account"]) and self._looks_up():
                self._list(query)
        elif match := _ONE.fullmatch(parts.path):
            if self._may(match["account"]) and self._looks_up():
                sms = self.server.provider.get(match["sid"])
                self._answer(200, sms.as_json()) if sms else self._fault(404, 20404, "Not found")
        else:
            self._fault(404, 20404, "Not found")

    def _create(self, fields: dict[str, str]) -> None:
        provider = self.server.provider
        behaviour = provider.next_create()
        if behaviour in NOT_TAKEN:
            self._misbehave(behaviour)
            return
        if not fields.get("To") or not fields.get("Body"):
            self._fault(400, 21604 if not fields.get("To") else 21602, "A field is missing")
            return
        sms = provider.take(self.server.account, fields)
        provider.carry(sms, behaviour)
        if behaviour in {Behaviour.LOSE_ANSWER, Behaviour.LOSE_ALL}:
            self._drop()
        elif behaviour is Behaviour.LOSE_ANSWER_SLOWLY:
            provider.hang()
        elif behaviour is Behaviour.GARBAGE:
            self._answer_text(201, "<html>Welcome</html>")
        else:
            self._answer(201, sms.as_json() | {"status": "queued", "date_sent": None})

    def _list(self, query: dict[str, str]) -> None:
        found = [sms for sms in self.server.provider.find(query.get("To")) if _sent_on(sms, query)]
        size = max(1, min(int(query.get("PageSize", "50")), 1000))
        uri = f"/2010-04-01/Accounts/{self.server.account}/Messages.json"
        self._answer(
            200,
            {
                "messages": [sms.as_json() for sms in found[:size]],
                "first_page_uri": f"{uri}?PageSize={size}&Page=0",
                "previous_page_uri": None,
                "next_page_uri": None,
                "page": 0,
                "page_size": size,
                "start": 0,
                "end": max(0, min(size, len(found)) - 1),
                "uri": uri,
            },
        )

    def _looks_up(self) -> bool:
        behaviour = self.server.provider.next_look_up()
        if behaviour is not Behaviour.OK:
            self._misbehave(behaviour)
        return behaviour is Behaviour.OK

    def _control(self, body: str) -> None:
        try:
            wanted = json.loads(body)
            creates = [Behaviour(word) for word in wanted.get("creates", [])]
            look_ups = [Behaviour(word) for word in wanted.get("look_ups", [])]
        except (ValueError, AttributeError, TypeError) as error:
            self._fault(400, 0, str(error))
            return
        self.server.provider.creates.extend(creates)
        self.server.provider.look_ups.extend(look_ups)
        self._answer(200, {"known": [behaviour.value for behaviour in Behaviour]})

    def _may(self, account: str) -> bool:
        if self.headers.get("Authorization") == self.server.credentials and account == self.server.account:
            return True
        self._fault(401, 20003, "Authenticate")
        return False

    def _misbehave(self, behaviour: Behaviour) -> None:
        if behaviour is Behaviour.HANG:
            self.server.provider.hang()
        elif fault := _FAULTS.get(behaviour):
            self._fault(*fault)
        else:
            self._drop(reset=behaviour is Behaviour.RESET)

    def _drop(self, *, reset: bool = False) -> None:
        """End the connection without an answer."""
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True

    def _fault(self, status: int, code: int, message: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._answer(status, {"code": code, "message": message, "more_info": more, "status": status})

    def _answer(self, status: int, payload: object) -> None:
        self._answer_text(status, json.dumps(payload), "application/json")

    def _answer_text(self, status: int, text: str, content_type: str = "text/html") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _sent_on(sms: Sms, query: dict[str, str]) -> bool:
    """The filters DateSent, DateSent> and DateSent<, which never find a message that was not yet sent."""
    if not {"DateSent", "DateSent>", "DateSent<"} & set(query):
        return True
    if sms.sent is None:
        return False
    day = sms.sent.date().isoformat()
    return (
        query.get("DateSent", day)[:10] == day
        and query.get("DateSent>", day)[:10] <= day
        and query.get("DateSent<", day)[:10] >= day
    )
