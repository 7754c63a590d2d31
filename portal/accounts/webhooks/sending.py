"""One POST to an endpoint: to the address that was judged, over a certificate for its name, within ten seconds.

No redirect is followed, no proxy asked, and of the answer only its status and `Retry-After` are read, so that
neither its length nor what it says matters.
"""

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from threading import Timer

from django.conf import settings

from portal.accounts.webhooks import addresses
from portal.accounts.webhooks.addresses import Target
from portal.primitives.errors import InvalidValue

LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` (HTTP), or why there is none: address, refused, slow, certificate, unreadable, secret."""

    status: int | None = None
    error: str = ""
    retry_after: str = ""  # the header of that name, as it came

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def asks_to_wait(self, now: datetime) -> timedelta:
        """How long, at most a day, it wants to be left alone (RFC 9110, 10.2.3: seconds, or a moment); nothing
        unless it has too much to do (429) or is away (503)."""
        if self.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            return timedelta(0)
        asked = self.retry_after.strip()
        try:
            if asked.isascii() and asked.isdecimal():
                wait = timedelta(seconds=min(int(asked), LONGEST_WAIT.total_seconds()))
            else:
                wait = parsedate_to_datetime(asked).astimezone(UTC) - now
        except (ValueError, OverflowError):
            return timedelta(0)
        return min(max(wait, timedelta(0)), LONGEST_WAIT)


def post(url: str, *, body: bytes, headers: dict[str, str]) -> Answer:
    """Send `body` to `url`, once. Raises nothing; never call it in a transaction."""
    ends = time.monotonic() + settings.WEBHOOKS_TIMEOUT
    try:
        target = addresses.resolve(url)
        sock = _connect(target, ends)
    except InvalidValue:
        return Answer(error="address")
    except TimeoutError:
        return Answer(error="slow")
    except OSError:
        return Answer(error="refused")
    # Time-outs of sockets are for each read: whoever sends a byte now and then would hold a worker.
    cut = Timer(_left(ends), _shut, args=[sock])
    cut.start()
    try:
        return _ask(sock, target, body, headers)
    except ssl.SSLCertVerificationError:
        return Answer(error="certificate")
    except (OSError, HTTPException, ValueError):
        return Answer(error="slow" if time.monotonic() >= ends else "unreadable")
    finally:
        cut.cancel()
        sock.close()


def _connect(target: Target, ends: float) -> socket.socket:
    """To the first address that takes the connection. Raises OSError."""
    for address in target.addresses[:-1]:
        with suppress(OSError):
            return _open(target, address, _left(ends) / 2)
    return _open(target, target.addresses[-1], _left(ends))


def _open(target: Target, address: str, patience: float) -> socket.socket:
    raw = socket.create_connection((address, target.port), timeout=patience)
    raw.settimeout(settings.WEBHOOKS_TIMEOUT)
    if not target.is_https:
        return raw
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=target.host, do_handshake_on_connect=False)


def _ask(sock: socket.socket, target: Target, body: bytes, headers: dict[str, str]) -> Answer:
    if isinstance(sock, ssl.SSLSocket):
        sock.do_handshake()
    connection = HTTPConnection(target.host, target.port)
    connection.default_port = 443 if target.is_https else 80  # the Host header names any other
    connection.sock = sock
    connection.request("POST", target.path, body, headers)
    with connection.getresponse() as response:
        return Answer(status=response.status, retry_after=response.getheader("Retry-After", ""))


def _left(ends: float) -> float:
    return max(ends - time.monotonic(), 0.001)


def _shut(sock: socket.socket) -> None:
    """Let whoever reads from it find the end; below TLS, whose state belongs to that thread."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
