"""PostgreSQL: one cluster, with a role that owns the tables and a lesser one for the application."""

import shutil
import signal
import subprocess

import psutil
import psycopg
from psycopg import sql

from portal.embedded.errors import EmbeddedError
from portal.embedded.server import LOOPBACK, Server
from portal.embedded.wheels import POSTGRES_MAJOR, postgres_programs

SUPERUSER = "postgres"
DATABASE_OF_SUPERUSER = "postgres"
OWNER_ROLE = "raccord_owner"
APP_ROLE = "raccord"
DATABASE = "raccord"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # a socket's path may have 107 bytes, a data folder's more
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # two cores serve many small queries better; containers cap /dev/shm
    "log_min_messages": "warning",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
EPHEMERAL_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # rows come back in the order in which they came, in each run
}


class Postgres(Server):
    """PostgreSQL, reached over TCP on the loopback with a password."""

    name = "postgres"
    programs = frozenset({"postgres"})
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    def prepare(self) -> None:
        """Make the cluster in one step, so that a cut-off attempt leaves nothing half made."""
        self._remove_pid_of_a_stranger()
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._make_cluster()
        if (found := version.read_text().strip()) != str(POSTGRES_MAJOR):
            message = (
                f"{self.data} was made by PostgreSQL {found}; dump it there and remove it, or use another --data."
            )
            raise EmbeddedError(message)

    def command(self) -> list[str]:
        settings = SETTINGS | {"port": str(self.port)} | (EPHEMERAL_SETTINGS if self.ephemeral else {})
        program = str(postgres_programs(self.folder) / "postgres")
        return [program, "-D", str(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def answers(self) -> bool:
        try:
            self._connect(DATABASE_OF_SUPERUSER).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, role: str) -> str:
        """Where ``role`` finds the portal's database."""
        return f"postgresql://{role}:{self.folder.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def settle(self) -> None:
        """Make the roles and the database.

        Rights on tables to come are laid down in ``template1``, so that every database made later has them:
        the portal's and each test's.
        """
        password = sql.Literal(self.folder.password)
        owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
        with self._connect("template1") as connection:
            for role, right in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
                name = sql.Identifier(role)
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {}").format(name))
                alter = sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}")
                connection.execute(alter.format(name, sql.SQL(right), password))
            connection.execute(sql.SQL("GRANT {} TO {}").format(app, owner))  # tests step down with SET ROLE
            grant = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}")
            for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
                connection.execute(grant.format(owner, sql.SQL(rights), app))
        with self._connect(DATABASE_OF_SUPERUSER, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                create = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(create.format(sql.Identifier(DATABASE), owner))

    def _connect(self, database: str, *, autocommit: bool = False) -> psycopg.Connection:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self.folder.password,
            dbname=database,
            connect_timeout=5,
            autocommit=autocommit,
        )

    def _make_cluster(self) -> None:
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        secret = self.data.with_name("postgres.password")
        secret.touch(mode=0o600)
        secret.write_text(self.folder.password)
        for path, mode in ((fresh, 0o700), (secret, 0o400)):
            self.folder.account.give(path, mode=mode)
        try:
            subprocess.run(  # noqa: S603
                [
                    str(postgres_programs(self.folder) / "initdb"),
                    f"--pgdata={fresh}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={secret}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",  # the same order and case on every machine
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions",
                    *(["--no-sync"] if self.ephemeral else []),
                ],
                cwd=fresh,
                check=True,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                **self.folder.account.spawn_options,
            )
        except subprocess.CalledProcessError as error:
            message = f"initdb failed:\n{error.stderr}"
            raise EmbeddedError(message) from error
        finally:
            secret.unlink()
        fresh.rename(self.data)

    def _remove_pid_of_a_stranger(self) -> None:
        """Drop a stale ``postmaster.pid`` whose number now belongs to an unrelated process.

        PostgreSQL would take that process for another postmaster and refuse to start. The file of a dead process
        is left to PostgreSQL, which also looks for survivors on the shared memory that it names.
        """
        path = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(path.read_text().split()[0]))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return
        if not self.owns(process):
            path.unlink()
