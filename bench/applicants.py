"""Applicants of Connect My Home, many at once: real browsers' requests over HTTP, without a browser.

Each goes from the first page to "sent" with a site plan, a permit and a photo. Of four, one presses each button
twice in the same moment, one breaks off in the middle of each upload, one turns away before each answer comes and
does it again. P34 and the proof of the tests share them.
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.balancer import Balancer
from bench.papers import PHOTOS, Paper, papers_of

CALM, TWICE, BREAKS_OFF, TURNS_AWAY = range(4)  # what an applicant does beside applying, by number
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|revision|once)" value="([^"]*)"')
_BOUNDARY = "raccord-bench"
OPERATORS = ("ores", "swde", "proximus", "orange")
LEGS = (
    ("electricity", "ores"),
    ("gas", "ores"),
    ("telecom", "orange"),
    ("telecom", "proximus"),
    ("water", "swde"),
)

BEGIN = "/fr/connect/begin/"
PLOT = {"postal_code": "5000", "commune": "92094"}

Form = Mapping[str, str | Sequence[str]]


def answers(today: date) -> dict[str, Form]:
    """What the owner of a new house in Namur tells each page, by its slug, in their order."""
    return {
        "role": {"role": "owner"},
        "applicant": {"name": "Claire Lefèvre"},
        "contact": {"mobile": "0470 12 34 56"},
        "invoice": {"invoice_to": "applicant"},
        "invoice-address": {
            "invoice_street": "Rue de Fer",
            "invoice_house_number": "12",
            "invoice_postal_code": "5000",
            "invoice_locality": "Namur",
        },
        "address": {"street": "Rue des Champs Élysées", "house_number": "7"},
        "works": {"works": "new"},
        "building": {"building": "house"},
        "permit": {"permit_number": "PU/2026/0117", "permit_date": (today - timedelta(days=60)).isoformat()},
        "period": {
            "wanted_from": (today + timedelta(days=60)).isoformat(),
            "wanted_until": (today + timedelta(days=120)).isoformat(),
        },
        "utilities": {"utilities": ["electricity", "gas", "water", "telecom"]},
        "site-supply": {"site_supply": "no"},
        "cooking": {"cooking": "electric"},
        "electricity-use": {"heat_pump_kw": "4", "solar_kw": "5"},
        "electricity-power": {"electricity_kva": "17.3", "electricity_phases": "three_neutral"},
        "gas": {"gas_kw": "24"},
        "water": {"water_diameter": "25", "certibeau": "planned"},
        "telecom": {"telecom_operators": ["proximus", "orange"], "telecom_medium": "fibre"},
        "remark": {"remark": "La grille est ouverte la semaine."},
    }


class What(StrEnum):
    """What a request is for."""

    PAGE = "page"
    ANSWER = "answer"  # to one question, or to the consent: one step
    UPLOAD = "upload"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Taken:
    """One request, and the seconds to its answer."""

    what: What
    seconds: float


@dataclass(slots=True)
class Course:
    """What became of one applicant."""

    number: int
    email: str
    reference: str = ""
    sent: bool = False  # each request was answered as it should be, and the last page says that it is sent
    requests: list[Taken] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Browser:
    """One applicant's browser behind a balancer: cookies, and an address of its own."""

    def __init__(self, balancer: Balancer, address: str, course: Course) -> None:
        self.balancer = balancer
        self.course = course
        self.headers = {"X-Forwarded-For": address}
        self.cookies: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self.at = ""  # the path of the page that is open
        self.page = ""  # the last one that came

    def get(self, path: str) -> None:
        """Open a page, and those that it leads to; what its form holds is known afterwards."""
        while path:
            self.at, path = path, self._ask(What.PAGE, "GET", path, b"", "")

    def post(self, what: What, path: str, body: bytes, kind: str, times: int = 1) -> None:
        """Send a form, `times` in the same moment, and go where the last answer leads."""
        if times == 1:
            self.get(self._ask(what, "POST", path, body, kind))
            return
        with ThreadPoolExecutor(times) as hands:
            asked = [hands.submit(self._ask, what, "POST", path, body, kind) for _ in range(times)]
        self.get(asked[-1].result())

    def abandon(self, path: str, body: bytes, kind: str, part: float) -> None:
        """Send so much of a form, and leave without an answer."""
        with closing(self.balancer.new()) as connection, suppress(OSError):
            connection.putrequest("POST", path)
            for name, value in self._headers(body, kind).items():
                connection.putheader(name, value)
            connection.endheaders(body[: int(len(body) * part)])

    def _headers(self, body: bytes, kind: str) -> dict[str, str]:
        told = {"Content-Type": kind, "Content-Length": str(len(body))} if kind else {}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.headers | told | ({"Cookie": cookies} if cookies else {})

    def _ask(self, what: What, method: str, path: str, body: bytes, kind: str) -> str:
        """One request; where its answer leads to, or ""."""
        began = time.perf_counter()
        try:
            with self.balancer.connection() as connection:
                connection.request(method, path, body or None, self._headers(body, kind))
                response = connection.getresponse()
                text = response.read().decode()
        except (OSError, HTTPException) as error:
            self.course.faults.append(f"{method} {path}: {type(error).__name__}")
            return ""
        self.course.requests.append(Taken(what, time.perf_counter() - began))
        return self._read(response, text, method, path)

    def _read(self, response: HTTPResponse, text: str, method: str, path: str) -> str:
        for header in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if response.status not in (200, 302) or (method == "POST" and response.status == 200):
            told = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
            self.course.faults.append(f"{method} {path}: {response.status} {told[1].strip() if told else ''}")
        self.page = text
        if found := dict(_HIDDEN.findall(text)):
            self.hidden = found
        return response.headers.get("Location", "")


def apply(balancer: Balancer, number: int, today: date) -> Course:
    """The whole course of applicant `number`."""
    course = Course(number, f"applicant-{number}-{secrets.token_hex(4)}@example.org")
    address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{number % 256}"
    browser, mood = Browser(balancer, address, course), number % 4
    times = 2 if mood == TWICE else 1

    def fill(what: What, page: str, told: Form) -> None:
        form = {name: value for name, value in browser.hidden.items() if value} | dict(told)
        body, kind = urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
        if mood == TURNS_AWAY:
            browser.abandon(page, body, kind, 1)
        browser.post(what, page, body, kind, times)

    browser.get(f"{BEGIN}?{urlencode(PLOT)}")
    fill(What.ANSWER, BEGIN, PLOT | {"email": course.email})
    home = browser.at  # /fr/connect/CMH-…/
    course.reference = home.rstrip("/").rpartition("/")[2]
    for slug, told in answers(today).items():
        browser.get(f"{home}{slug}/")
        fill(What.ANSWER, f"{home}{slug}/", told)
    for kind, paper in papers_of(number).items():
        browser.get(f"{home}documents/{kind}/")
        body, of = multipart(browser.hidden, paper)
        if mood in (BREAKS_OFF, TURNS_AWAY):
            browser.abandon(f"{home}documents/{kind}/", body, of, 0.6 if mood == BREAKS_OFF else 1)
        browser.post(What.UPLOAD, f"{home}documents/{kind}/", body, of, times)
    browser.get(f"{home}consent/")
    fill(What.ANSWER, f"{home}consent/", dict.fromkeys(OPERATORS, "on"))
    browser.get(f"{home}check/")
    fill(What.SEND, f"{home}check/", {})
    course.sent = not course.faults and browser.at == f"{home}sent/"
    return course


def rush(base_url: str, count: int, today: date) -> list[Course]:
    """`count` applicants at once, each in a thread of its own."""
    for number in range(PHOTOS):
        papers_of(number)  # drawn before the first one begins
    with closing(Balancer(base_url)) as balancer, ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(lambda number: apply(balancer, number, today), range(count)))


def multipart(hidden: Mapping[str, str], paper: Paper) -> tuple[bytes, str]:
    """The body of a form with this file, and its content type."""
    told = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in hidden.items()
    )
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{paper.name}"\r\n'
        f"Content-Type: {paper.media_type}\r\n\r\n"
    )
    body = told.encode() + head.encode() + paper.content + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={_BOUNDARY}"
