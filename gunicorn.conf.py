"""Web server: `gunicorn portal.config.wsgi`. Options on the command line override these."""

import os
import shutil
import tempfile
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than the balancer's, so that it never writes to a connection that we just closed
max_requests = 20_000
max_requests_jitter = 2_000
# The access log is the balancer's: a request line may hold what the query says.
accesslog = None
limit_request_line = 4094
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

# The figures of /metrics: each process writes its share here.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="raccord-figures-")
_figures = os.environ["PROMETHEUS_MULTIPROC_DIR"]


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    shutil.rmtree(_figures, ignore_errors=True)
