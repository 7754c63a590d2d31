"""Figures about the portal, for Prometheus: requests by view and status, and what waits to be done.

With several web processes, each writes its share into the folder that PROMETHEUS_MULTIPROC_DIR names
(gunicorn.conf.py makes one), and whichever process is asked adds them up.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from portal.messaging.queries import backlog

REQUESTS = Counter("raccord_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "raccord_request_seconds",
    "Time to answer a request",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def measured(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: count each request and its time, by the name of its view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(view, method, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return response

    return middleware


class Waiting(Collector):
    """What waits: tasks in the queue and messages in the outbox. A figure that cannot be read is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with suppress(RedisError), Redis.from_url(settings.REDIS_URL, socket_timeout=1) as client:
            yield GaugeMetricFamily(
                "raccord_queue_tasks", "Tasks in the queue", value=float(str(client.llen("celery")))
            )
        with suppress(DatabaseError):
            now = timezone.now()
            waiting = backlog(now=now)
            seconds = (now - waiting.waiting_since).total_seconds() if waiting.waiting_since else 0.0
            yield GaugeMetricFamily("raccord_outbox_messages", "Messages due and not sent", value=waiting.count)
            yield GaugeMetricFamily(
                "raccord_outbox_oldest_seconds", "How long the oldest has waited", value=seconds
            )


def exposition() -> bytes:
    """All figures in the text format of Prometheus."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        requests = generate_latest(registry)
    else:
        requests = generate_latest(REGISTRY)
    waiting = CollectorRegistry()
    waiting.register(Waiting())
    return requests + generate_latest(waiting)
