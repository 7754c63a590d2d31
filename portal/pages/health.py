"""Probes for the balancer, and figures for whoever keeps the portal running."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST
from redis import Redis
from redis.exceptions import RedisError

from portal.pages import metrics as figures
from portal.ui.guards import Guard, guarded

_applied = False


@guarded(Guard.OPERATIONS)
def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@guarded(Guard.OPERATIONS)
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database, its migrations and Redis are there; otherwise 503, and which one is missing."""
    checks = {"database": _database(), "migrations": _migrations(), "redis": redis_answers()}
    answer = {name: "ok" if good else "missing" for name, good in checks.items()}
    return JsonResponse(answer, status=200 if all(checks.values()) else 503)


@guarded(Guard.OPERATIONS)
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, as Prometheus reads them. They name views, never persons or ids."""
    return HttpResponse(figures.exposition(), content_type=CONTENT_TYPE_LATEST)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    """Whether nothing waits to be migrated. Once true it stays true for this process: its code does not change."""
    global _applied
    if not _applied:
        try:
            executor = MigrationExecutor(connection)
            _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
    return _applied


def redis_answers() -> bool:
    """Whether Redis is there. Waits a second at most: a probe must not hang."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False
