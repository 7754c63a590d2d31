"""SMS through Twilio. The only module that imports its SDK."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from portal.messaging.channels import (
    Draft,
    NotNow,
    Outcome,
    Parcel,
    Prepared,
    ProviderAway,
    Refused,
    Taken,
    Unknown,
)
from portal.messaging.states import State
from portal.messaging.texts import render, to_gsm7
from portal.primitives.mobile import parse_belgian_mobile

LOOK_BACK = 50  # messages to one number; the caps per number and day are far below
CLOCK_SKEW = timedelta(minutes=2)  # between the provider's clock and ours
_VALIDITY = range(1, 36_001)  # seconds that Twilio accepts

_STATUS = {
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
# Ours to mend, not the message's fault: it waits until the account works again.
_ACCOUNT_FAULTS = frozenset({401, 402, 403, 404, 407})
_LATER = frozenset({408, 409, 423, 425, 429})


def status_from(text: str) -> State | None:
    """Twilio's word for a status in ours; None for a word that we do not know."""
    return _STATUS.get(text)


def signature_is_valid(url: str, fields: Mapping[str, str], signature: str) -> bool:
    """Whether Twilio signed these form fields for this URL with our auth token."""
    token = settings.TWILIO_AUTH_TOKEN
    return bool(token and signature) and bool(RequestValidator(token).validate(url, fields, signature))


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Calls another host when `TWILIO_BASE_URL` is set.

    Each request has a connection of its own: one that was kept open may turn out to be closed only after the
    request was written, and then nobody knows whether the SMS left.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(pool_connections=False, timeout=settings.TWILIO_TIMEOUT)
        self._base = urlsplit(base_url) if base_url else None
        if self._base:
            self.proxy = {"no_proxy": self._base.hostname or ""}  # a host that was set is reached directly

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._base:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))
        return super().request(method, url, *args, **kwargs)


def _client() -> Client:
    return Client(
        settings.TWILIO_API_KEY,
        settings.TWILIO_API_SECRET,
        settings.TWILIO_ACCOUNT_SID,
        http_client=_HttpClient(settings.TWILIO_BASE_URL),
    )


class SmsChannel:
    """SMS to Belgian mobiles."""

    final_when_taken = False

    def prepare(self, draft: Draft) -> Prepared:
        text = render(draft.template, draft.context, draft.language)
        return Prepared(parse_belgian_mobile(draft.address), to_gsm7(text))

    def send(self, parcel: Parcel) -> Outcome:
        seconds = min(max(int(parcel.seconds_left), _VALIDITY.start), _VALIDITY.stop - 1)
        try:
            sms = _client().messages.create(
                to=parcel.to,
                from_=settings.TWILIO_SENDER,
                body=parcel.text,
                status_callback=f"{settings.BASE_URL}/webhooks/twilio/{parcel.attempt_id}/",
                validity_period=seconds,
            )
        except (TwilioRestException, TwilioServiceException) as error:
            return _refusal(error)
        except requests.RequestException as error:
            name = type(error).__name__
            return NotNow(name) if _never_left(error) else Unknown(name)
        except (TwilioException, ValueError, KeyError) as error:  # an answer that is not Twilio's
            return Unknown(type(error).__name__)
        return _taken(sms)

    def find(
        self,
        *,
        message_id: str,
        to: str,
        since: datetime,
        is_ours: Callable[[str], bool],
        known: Callable[[str], bool],
    ) -> Taken | None:
        for sms in _ask(lambda: _client().messages.list(to=to, limit=LOOK_BACK, page_size=LOOK_BACK)):
            recent = sms.date_created is None or sms.date_created >= since - CLOCK_SKEW
            if recent and is_ours((sms.body or "").strip()) and not known(sms.sid):
                return _taken(sms)
        return None

    def status_of(self, provider_id: str) -> Taken | None:
        try:
            return _taken(_ask(lambda: _client().messages(provider_id).fetch()))
        except ProviderAway as away:
            if away.error == "404":
                return None
            raise


@dataclass(frozen=True, slots=True)
class ProviderSms:
    """A message as the provider's list shows it."""

    sid: str
    at: datetime
    to: str
    text: str


def recent(limit: int) -> list[ProviderSms]:
    """The last messages in the provider's list, newest first, for the demo. Raises `ProviderAway`."""
    found = _ask(lambda: _client().messages.list(limit=limit, page_size=limit))
    return [ProviderSms(sid=sms.sid, at=sms.date_created, to=sms.to, text=sms.body) for sms in found]


def _taken(sms: Any) -> Taken:
    status = _STATUS.get(str(sms.status), State.ACCEPTED)
    # Twilio writes what it takes as a negative amount, and writes none before the SMS was sent.
    cost = abs(Decimal(str(sms.price))) if sms.price is not None else None
    return Taken(str(sms.sid), status, cost, str(sms.price_unit or "").upper()[:3] if cost is not None else "")


def _refusal(error: TwilioRestException | TwilioServiceException) -> Outcome:
    code = str(error.code or error.status)
    if error.status >= 500 or error.status < 400:
        return Unknown(code)
    if error.status in _LATER or error.status in _ACCOUNT_FAULTS:
        return NotNow(code)
    return Refused(code)


def _never_left(error: requests.RequestException) -> bool:
    """Whether no connection was made, so that nothing can have been written."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _ask(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (TwilioRestException, TwilioServiceException) as error:
        raise ProviderAway(str(error.status)) from error
    except (requests.RequestException, TwilioException, ValueError, KeyError) as error:
        raise ProviderAway(type(error).__name__) from error
