"""Two hundred applicants at once, with documents, against the real servers: none is lost, none doubled (R13).

A quarter presses each button twice in the same moment, a quarter breaks off in the middle of each upload, and a
quarter sends everything again before the answer is there.
"""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from bench import serving
from bench.applicants import BEGIN, LEGS, OPERATORS, PLOT, Browser, Course, What, multipart, rush
from bench.balancer import Balancer
from bench.papers import Paper, papers_of
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg, LegStep
from portal.audit.models import Event
from portal.messaging.models import Message
from portal.messaging.standin.mailbox import newest
from portal.messaging.states import AT_PROVIDER, FINAL
from portal.primitives.period import belgian_day
from portal.uploads import images
from tests.connectmyhome.factories import a_commune
from tests.portal.messaging.test_worker import until
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

AT_ONCE = 200


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[str]:
    """The address of the web server; a worker and the scheduler run beside it."""
    database = connection.settings_dict
    server = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
        "DATABASE_URL": f"postgres://{server}/{database['NAME']}",
        "DATABASE_OWNER_URL": "",
        "TRUSTED_PROXIES": "127.0.0.1/32",
    }
    current_app.control.purge()
    with serving.worker(environment, tmp_path), serving.web(environment) as address:
        yield address


def test_of_two_hundred_applications_at_once_none_is_lost_and_none_doubled(portal: str) -> None:
    a_commune()
    courses = rush(portal, AT_ONCE, belgian_day(timezone.now()))

    assert {course.email: course.faults for course in courses if not course.sent} == {}
    assert Application.objects.count() == AT_ONCE
    assert Leg.objects.count() == AT_ONCE * len(LEGS)
    photos = {papers_of(number)["photo"].content: b"" for number in range(AT_ONCE)}
    drawn = {photo: images.photo(io.BytesIO(photo), size=len(photo)) for photo in photos}
    for course in courses:
        application = Application.objects.get(reference=course.reference, email=course.email)
        assert application.state == ApplicationState.SENT
        assert_its_legs_are_there_once(application)
        papers = papers_of(course.number)
        wanted = {kind: paper.content for kind, paper in papers.items()}
        wanted["photo"] = drawn[wanted["photo"]]
        kept = application.attachments.values_list("kind", "content")
        assert sorted((kind, bytes(content)) for kind, content in kept) == sorted(wanted.items())
    until(lambda: not Message.objects.exclude(state__in=[*AT_PROVIDER, *FINAL]).exists(), 300)
    assert_each_got_one_confirmation(courses)


def test_two_hundred_megabytes_are_told_at_their_field_and_kept_nowhere(portal: str) -> None:
    a_commune()
    browser = Browser(Balancer(portal), "10.0.0.1", Course(0, "claire@example.org"))
    browser.get(f"{BEGIN}?{urlencode(PLOT)}")
    form = urlencode(browser.hidden | PLOT | {"email": browser.course.email}).encode()
    browser.post(What.ANSWER, BEGIN, form, "application/x-www-form-urlencoded")
    paths = [f"{browser.at}documents/{kind}/" for kind in ("site_plan", "permit")]
    small, plan = (Paper("plan.pdf", "application/pdf", content) for content in (a_pdf(), bytes(200_000_000)))
    browser.get(paths[1])
    browser.post(What.UPLOAD, paths[1], *multipart(browser.hidden, small))
    before = peak_memory(portal)
    browser.get(paths[0])
    browser.post(What.UPLOAD, paths[0], *multipart(browser.hidden, plan))

    assert "10 Mo au plus" in browser.page.split('id="id_file-error"')[1].split("</p>")[0]
    assert [each.kind for each in Application.objects.get().attachments.all()] == ["permit"]
    assert peak_memory(portal) - before < 20_000_000


def peak_memory(address: str) -> int:
    """The most that the web processes at this address ever held, in bytes, together."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if urlsplit(address).netloc.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found += int((process / "status").read_text().split("VmHWM:")[1].split()[0]) * 1024
    assert found
    return found


def assert_its_legs_are_there_once(application: Application) -> None:
    legs = application.legs.order_by("utility", "operator")
    assert [(leg.utility, leg.operator) for leg in legs] == list(LEGS)
    assert LegStep.objects.filter(leg__application=application).count() == len(LEGS)
    assert sorted(application.consents.values_list("operator", flat=True)) == sorted(OPERATORS)
    told = Counter(Event.objects.filter(subject=str(application.public_id)).values_list("code", flat=True))
    assert (told["application.begun"], told["application.sent"], told["leg.submitted"]) == (1, 1, len(LEGS))


def assert_each_got_one_confirmation(courses: list[Course]) -> None:
    """And one link to come back, before it."""
    mails: Any = Counter((mail.to, mail.subject) for mail in newest(10_000))
    for course in courses:
        subjects = {subject: count for (to, subject), count in mails.items() if to == course.email}
        assert sorted(subjects.values()) == [1, 1], subjects
    templates = Counter(Message.objects.filter(channel="email").values_list("template", flat=True))
    assert templates["application_link.email"] == templates["application_sent.email"] == AT_ONCE
