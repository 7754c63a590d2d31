"""Redis: queue, limits, cache."""

import signal

from redis import Redis as Client
from redis.exceptions import RedisError

from portal.embedded.server import LOOPBACK, Server
from portal.embedded.wheels import redis_program

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
daemonize no
dir .
save ""
appendonly {appendonly}
appendfsync everysec
aof-load-truncated yes
maxmemory 256mb
maxmemory-policy noeviction
"""


class Redis(Server):
    """Redis, reached over TCP on the loopback with a password."""

    name = "redis"
    programs = frozenset({"redis-server", "valkey-server"})
    stop_signal = signal.SIGTERM

    def prepare(self) -> None:
        """Make its folder."""
        if not self.data.exists():
            self.data.mkdir()
            self.folder.account.give(self.data, mode=0o700)

    def command(self) -> list[str]:
        """The settings go in a file: a command line shows its password to everybody on the machine."""
        path = self.data / "redis.conf"
        path.touch(mode=0o600)
        path.write_text(
            CONFIGURATION.format(
                host=LOOPBACK,
                port=self.port,
                password=self.folder.password,
                appendonly="no" if self.ephemeral else "yes",
            )
        )
        self.folder.account.give(path, mode=0o600)
        return [str(redis_program(self.folder)), path.name]

    def answers(self) -> bool:
        try:
            with Client.from_url(self.url(), socket_timeout=5) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def url(self) -> str:
        """Where it is found."""
        return f"redis://:{self.folder.password}@{LOOPBACK}:{self.port}/0"
