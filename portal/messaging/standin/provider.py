"""What the stand-in knows and does, apart from HTTP."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum

from portal.messaging.standin import callbacks

KEPT = 1_000  # messages
WITHOUT_LIMIT = 60.0  # seconds that a hanging answer hangs at most


class Behaviour(StrEnum):
    """How the stand-in treats one request to create, or to look up, a message."""

    OK = "ok"
    TOO_MANY = "429"
    ERROR = "500"
    BUSY = "503"
    NO_MOBILE = "21614"  # 400: not a mobile number
    WRONG_KEY = "401"
    HANG = "hang"  # takes nothing, answers nothing
    RESET = "reset"  # takes nothing, resets the connection
    GARBAGE = "garbage"  # takes it, answers with something that is not JSON
    LOSE_ANSWER = "lose_answer"  # takes it, closes the connection without an answer
    LOSE_ANSWER_SLOWLY = "lose_answer_slowly"  # takes it, answers nothing
    LOSE_ALL = "lose_all"  # takes it, closes the connection, and sends no callback
    CALLBACKS_TWICE = "callbacks_twice"
    CALLBACKS_REVERSED = "callbacks_reversed"
    CALLBACKS_FIRST = "callbacks_first"  # before the answer
    CALLBACKS_LATE = "callbacks_late"  # after `late` seconds
    NO_CALLBACKS = "no_callbacks"
    UNDELIVERED = "undelivered"


_WITHOUT_CALLBACKS = {Behaviour.NO_CALLBACKS, Behaviour.LOSE_ALL}
NOT_TAKEN = {
    Behaviour.TOO_MANY,
    Behaviour.ERROR,
    Behaviour.BUSY,
    Behaviour.NO_MOBILE,
    Behaviour.WRONG_KEY,
    Behaviour.HANG,
    Behaviour.RESET,
}


@dataclass
class Sms:
    """One message as the provider keeps it."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    account: str
    status: str = "queued"
    error_code: int | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: datetime | None = None
    callback_answers: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """As in Twilio's Message resource."""
        uri = f"/2010-04-01/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.sent or self.created),
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": "-0.0750" if self.sent else None,
            "price_unit": "EUR",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Provider:
    """Messages in memory, and the behaviours that tests and people asked for.

    `pace` is the time between the answer and each callback, in seconds.
    """

    def __init__(self, *, token: str, pace: float = 0.0, late: float = 1.0) -> None:
        self.token = token
        self.pace = pace
        self.late = late
        self.messages: deque[Sms] = deque(maxlen=KEPT)
        self.creates: deque[Behaviour] = deque()
        self.look_ups: deque[Behaviour] = deque()
        self.requests = 0  # to create a message, whatever came of them
        self.released = threading.Event()  # ends what hangs
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def next_create(self) -> Behaviour:
        """How to treat the request to create a message that just came in."""
        with self._lock:
            self.requests += 1
            return self.creates.popleft() if self.creates else Behaviour.OK

    def next_look_up(self) -> Behaviour:
        """How to treat the look-up that just came in."""
        with self._lock:
            return self.look_ups.popleft() if self.look_ups else Behaviour.OK

    def take(self, account: str, fields: Mapping[str, str]) -> Sms:
        """Keep a new message."""
        sms = Sms(
            sid="SM" + secrets.token_hex(16),
            to=fields["To"],
            sender=fields.get("From", ""),
            body=fields["Body"],
            callback=fields.get("StatusCallback", ""),
            account=account,
        )
        with self._lock:
            self.messages.appendleft(sms)
        return sms

    def find(self, to: str | None = None) -> list[Sms]:
        """Newest first."""
        with self._lock:
            return [sms for sms in self.messages if to is None or sms.to == to]

    def get(self, sid: str) -> Sms | None:
        """The message with this id."""
        return next((sms for sms in self.find() if sms.sid == sid), None)

    def hang(self) -> None:
        """Wait until somebody releases it."""
        self.released.wait(WITHOUT_LIMIT)

    def carry(self, sms: Sms, behaviour: Behaviour) -> None:
        """Let time pass for a message: it is sent and delivered, and callbacks tell so, from a thread of its own
        or, when they come before the answer, from this one."""
        if behaviour is Behaviour.CALLBACKS_FIRST:
            self._tell(sms, behaviour)
            return
        thread = threading.Thread(target=self._tell, args=(sms, behaviour), daemon=True)
        self._threads.append(thread)
        thread.start()

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until all callbacks so far were sent."""
        for thread in self._threads:
            thread.join(timeout)
        self._threads.clear()

    def _tell(self, sms: Sms, behaviour: Behaviour) -> None:
        end = "undelivered" if behaviour is Behaviour.UNDELIVERED else "delivered"
        steps = ["queued", "sent", end]
        if behaviour is Behaviour.CALLBACKS_LATE:
            self.released.wait(self.late)
        if behaviour is Behaviour.CALLBACKS_REVERSED:
            steps.reverse()
        if behaviour is Behaviour.CALLBACKS_TWICE:
            steps = [step for step in steps for _ in range(2)]
        self._pause()
        for step in steps:
            self._reach(sms, end if behaviour is Behaviour.CALLBACKS_REVERSED else step)
            if sms.callback and behaviour not in _WITHOUT_CALLBACKS:
                sms.callback_answers.append(callbacks.post(self.token, sms.callback, _fields(sms, step)))
            self._pause()

    def _reach(self, sms: Sms, status: str) -> None:
        sms.status = status
        if status != "queued" and sms.sent is None:
            sms.sent = datetime.now(UTC)
        sms.error_code = 30003 if status == "undelivered" else None

    def _pause(self) -> None:
        if self.pace:
            time.sleep(self.pace)


def _fields(sms: Sms, status: str) -> dict[str, str]:
    fields = {
        "AccountSid": sms.account,
        "ApiVersion": "2010-04-01",
        "From": sms.sender,
        "MessageSid": sms.sid,
        "MessageStatus": status,
        "SmsSid": sms.sid,
        "SmsStatus": status,
        "To": sms.to,
    }
    if status == "undelivered":
        fields["ErrorCode"] = "30003"
    return fields
