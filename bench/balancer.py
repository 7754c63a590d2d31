"""What stands between browsers and the portal, as far as connections go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

_PATIENCE = 120  # seconds for one answer
_KEPT = 60  # seconds that a connection waits for its next request: less than the portal's `keepalive`


class Balancer:
    """Keeps connections to the portal, and gives the next request the one that was free last: so each web process
    gets as many requests as it answers, however many connections it has."""

    def __init__(self, base_url: str) -> None:
        self.host = urlsplit(base_url).netloc
        self._free: list[tuple[float, HTTPConnection]] = []

    @contextmanager
    def connection(self) -> Iterator[HTTPConnection]:
        """A connection, for one request and its whole answer."""
        taken = self._take()
        try:
            yield taken
        except BaseException:
            taken.close()
            raise
        self._free.append((time.monotonic(), taken))

    def new(self) -> HTTPConnection:
        return HTTPConnection(self.host, timeout=_PATIENCE)

    def close(self) -> None:
        for _, connection in self._free:
            connection.close()

    def _take(self) -> HTTPConnection:
        try:
            freed, connection = self._free.pop()
        except IndexError:
            return self.new()
        if time.monotonic() - freed > _KEPT:
            connection.close()
            return self.new()
        return connection
