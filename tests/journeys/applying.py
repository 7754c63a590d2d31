"""The steps of an applicant, from the postal code to "sent"; in every language alike."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from connectmyhome.application import operations
from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application
from portal.primitives.period import belgian_day
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.factories import NAMUR, a_commune, the_answers
from tests.journeys.browser import assert_fits
from tests.portal.uploads.pdfs import a_pdf

EMAIL, MOBILE = "claire@example.org", "+32470123456"


def said_in(language: str) -> Callable[..., str]:
    """Puts a sentence of the portal into the language: `say("Confirm this day")`."""

    def say(sentence: str, context: str = "", **told: str) -> str:
        with translation.override(language):
            found = translation.pgettext(context, sentence) if context else translation.gettext(sentence)
        return found % told if told else found

    return say


def see(page: Page, name: str) -> None:
    """Nothing scrolls sideways; with SHOTS=folder in the environment, the page is kept there for the eye."""
    assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fill(page: Page, **told: Any) -> None:
    """Fill in the fields of the page by their names, and send it."""
    for name, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            field = page.locator(f"main [name={name}]")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f"main [name={name}][value='{one}']").check()
            else:
                field.fill(str(one))
    page.locator("main form button[type=submit]").last.click()


def begin(page: Page, language: str, nis: str = NAMUR) -> Application:
    """From the first page of the portal, by the first postal code of the commune."""
    commune = a_commune(nis)
    page.goto(f"/{language}/")
    page.locator("main a[href$='/connect/']").click()
    fill(page, postal_code=commune.postal_codes[0])
    expect(page.locator("main [name=commune], main a[href*='/connect/begin/']").first).to_be_visible()
    if page.locator("main [name=commune]").count():
        fill(page, commune=nis)
    page.locator("a[href*='/connect/begin/']").click()
    see(page, f"begin-{language}")
    fill(page, email=EMAIL)
    expect(page.locator("main a[href$='/role/']")).to_be_visible()
    return Application.objects.latest("pk")


def link_in_mail(page: str) -> str:
    """The path of the latest link to such a page, as "resume", in the e-mails that the worker has sent."""
    found = [re.findall(rf"https?://[^/\s]+(/\w\w/connect/{page}/\S+)", sent.body) for sent in mail.outbox]
    return next(paths[0] for paths in reversed(found) if paths)


def open_by_mail(page: Page) -> None:
    """On any device, by the link of the e-mail."""
    page.goto(link_in_mail("resume"))
    page.locator("main form button[type=submit]").click()


def told_already(application: Application) -> None:
    """What every applicant is asked alike is answered, and the plan is there: who applies, the works, the wanted
    period. The house in Namur goes through these pages."""
    now, plot = timezone.now(), (Key.POSTAL_CODE, Key.STREET, Key.HOUSE_NUMBER)
    told = {key: value for key, value in the_answers(utilities=()).items() if key not in (*plot, Key.UTILITIES)}
    operations.save(application=application, answers=told, revision=application.revision, now=now)
    plan = CheckedPdf(a_pdf(), 1, held=False)
    operations.attach(
        application=application, kind=AttachmentKind.SITE_PLAN, checked=plan, name="plan.pdf", now=now
    )


def open_task(page: Page, slug: str) -> None:
    page.locator(f"main a[href$='/{slug}/']").click()


def you(page: Page, *, role: str = "owner") -> None:
    open_task(page, "role")
    fill(page, role=role)
    fill(page, name="Claire Lefèvre")
    fill(page, mobile="0470 12 34 56")
    fill(page, invoice_to="applicant")
    invoice = {"street": "Rue de Fer", "house_number": "12", "postal_code": "5000", "locality": "Namur"}
    fill(page, **{f"invoice_{name}": value for name, value in invoice.items()})


def plot(page: Page, **where: str) -> None:
    open_task(page, "commune")
    fill(page)
    fill(page, **where)


def works(page: Page) -> None:
    today = belgian_day(timezone.now())
    open_task(page, "works")
    fill(page, works="new")
    fill(page, building="house")
    fill(page, permit_number="PU/2026/0117", permit_date=today - timedelta(days=40))
    fill(page, wanted_from=today + timedelta(days=60), wanted_until=today + timedelta(days=120))


def add_plan(page: Page, kind: str = "site_plan") -> None:
    open_task(page, "documents")
    page.locator(f"main a[href$='/documents/{kind}/']").click()
    upload(page, a_pdf(), "plan.pdf")
    page.locator("main a.btn.big").click()


def upload(page: Page, content: bytes, name: str) -> None:
    page.locator("main [name=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("main form button[type=submit]").click()


def consent_and_send(page: Page, *operators: str) -> None:
    """Let these operators have the application, check, and send."""
    open_task(page, "consent")
    for operator in operators:
        page.locator(f"main [name={operator}]").check()
    see(page, "consent")
    page.locator("main form button[type=submit]").click()
    see(page, "check")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/sent/")
    see(page, "sent")
