"""P34: two hundred applicants of Connect My Home at once, with documents, beside a plain Django.

Nobody pauses between two pages, and generator, web processes, worker and database share the machine: each figure
holds how long a request waits for its turn. The peer gets the same requests, looks at nothing and stores each as
one row: the ratio is what the portal's own work comes to.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import plain, serving
from bench.applicants import LEGS, Course, What, rush
from bench.registry import Figure, Scale, benchmark
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from connectmyhome.territory.operations import load_communes
from portal.primitives.period import belgian_day

AT_ONCE = 200
_STEPS = (
    ("P34a", What.ANSWER, "a step", 8),
    ("P34b", What.UPLOAD, "a file", 16),
    ("P34c", What.SEND, "sending", 15),
)  # code, what it measures, in words, target


@benchmark("P34")
def p34(scale: Scale) -> Iterable[Figure]:
    """Lost or doubled: none. A time may be so many of the peer's, as the portal does so much more for a request:

    - a step, 8: session and application are read, the answer is judged, the row locked, saved and committed, and
      the next page drawn in words; the peer has one INSERT and a constant page (5.2 measured);
    - a file, 16: a process of its own looks through a PDF, which takes 0.1 s of a core, and a photo of 12
      megapixels is drawn anew, which takes 0.25 s; the peer stores them unseen (10.8 measured);
    - sending, 15: five legs with their steps, the trace of each, and the mail that confirms, in one transaction,
      while files of others are looked at (9.4 measured).
    """
    now = timezone.now()
    call_command("collectstatic", interactive=False, verbosity=0)
    load_communes(now=now)
    with connection.cursor() as cursor:
        cursor.execute(plain.MAKE)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "REDIS_URL": urlsplit(os.environ["REDIS_URL"])._replace(path="/9").geturl(),  # nobody else's queue
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "MAILBOX": f"{folder}/mailbox",
        }
        with serving.web(environment, "bench.plain:application()") as address:
            theirs = rush(address, AT_ONCE, belgian_day(now))
        with serving.worker(environment, Path(folder)), serving.web(environment) as address:
            ours = rush(address, AT_ONCE, belgian_day(now))
    beside = f"{AT_ONCE} applicants, {sum(len(course.requests) for course in ours)} requests"
    yield Figure("P34", "applications lost or doubled, of 200 at once", _wrong(ours), beside, target=0)
    for code, what, words, target in _STEPS:
        mine, other = _p95(ours, what), _p95(theirs, what)
        beside = f"{mine:.1f} s ÷ {other:.1f} s; median {_middle(ours, what):.1f} s"
        yield Figure(code, f"p95 of {words}, 200 at once ÷ plain Django", mine / other, beside, target=target)


def _wrong(courses: Sequence[Course]) -> int:
    """Of how many applicants there is not exactly one application, sent, with each of its legs."""
    sent = Application.objects.filter(state=ApplicationState.SENT).values_list("reference", flat=True)
    begun = Counter(Application.objects.values_list("email", flat=True))
    legs = Counter(Leg.objects.values_list("application__reference", flat=True))
    there = set(sent)
    return sum(
        not (course.sent and course.reference in there)
        or (begun[course.email], legs[course.reference]) != (1, len(LEGS))
        for course in courses
    )


def _seconds(courses: Sequence[Course], what: What) -> list[float]:
    return [taken.seconds for course in courses for taken in course.requests if taken.what is what]


def _p95(courses: Sequence[Course], what: What) -> float:
    return float(np.percentile(_seconds(courses, what), 95))


def _middle(courses: Sequence[Course], what: What) -> float:
    return float(np.median(_seconds(courses, what)))
