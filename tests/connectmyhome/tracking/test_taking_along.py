"""What an applicant takes along is all that is held, and what is left out has its reason."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db.models import Model
from django.utils import timezone, translation

from connectmyhome.application.models import Application, Attachment, Consent, ResumeLink
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.operations.showing import disclose
from connectmyhome.legs.states import Party
from connectmyhome.operators import Operator
from connectmyhome.tracking.copies import as_document
from connectmyhome.tracking.journal import SHOWN
from connectmyhome.tracking.models import EanHandOver
from connectmyhome.tracking.operations.exporting import Form, export
from connectmyhome.tracking.parts import APPLICATION, JOURNAL_LEFT_OUT, Part
from connectmyhome.workday.models import ApplicantDay, LateAlert, OperatorDay, Proposal
from portal.access.kinds import DataKind
from portal.audit.models import Event
from portal.documents.model import Document, Facts, Table
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.connectmyhome.legs.factories import OPERATOR_STAFF
from tests.connectmyhome.tracking.applicants import a_house, leg_of

NOW = timezone.now()


def parts(part: Part = APPLICATION) -> Iterator[Part]:
    yield part
    for each in part.inside:
        yield from parts(each)


def tables_of(model: type[Model]) -> set[type[Model]]:
    below = {found.related_model for found in model._meta.related_objects}
    return {model}.union(*(tables_of(each) for each in below))


def test_each_table_that_belongs_to_an_application_is_taken_along():
    assert {part.model for part in parts()} == tables_of(Application) | {Message}


@pytest.mark.parametrize("part", list(parts()), ids=lambda part: part.key or "application")
def test_each_field_is_taken_along_or_left_out_with_its_reason(part):
    named = [*part.ids, *part.shown, *part.left_out]
    assert sorted(named) == sorted(field.name for field in part.model._meta.fields)


@pytest.mark.django_db
def test_a_copy_holds_the_whole_journal_and_what_everybody_said_as_json_and_in_words():
    application = with_a_row_in_each_table()

    told = orjson.loads(export(application=application, form=Form.JSON, language="en", now=NOW))
    with translation.override("en"):
        words = set(said(as_document(application, now=NOW)))

    lists = {key: value for row in walk(told) for key, value in row.items() if value and isinstance(value, list)}
    assert {part.key for part in parts()} - {""} <= set(lists)
    assert len(told["trace"]) == Event.objects.filter(subject=str(application.public_id)).count() > SHOWN
    assert {field.name for field in Event._meta.fields} == set(JOURNAL_LEFT_OUT) | (
        set(told["trace"][0]) - {"who", "what", "connection"}
    )
    assert {
        "Derrière la porte.",
        "€199.00",
        "Trop cher",
        "was@example.org",
        "plan.pdf",
        "4.2",
        LOOK,
    } <= words
    assert {"waits for everybody", "Telecom, Proximus", "Water, SWDE", "A document is missing", "You"} <= words
    assert not {"operator-member", "a-provider", "digest"} & {
        str(value) for row in walk(told) for value in row.values()
    }


LOOK = "looked at the application · Water, SWDE · name and contact · on screen · Your consent"


def with_a_row_in_each_table() -> Application:
    application = a_house(NOW)
    leg, day = leg_of(application, Operator.SWDE), belgian_day(NOW)
    Question.objects.update(answer="Derrière la porte.")
    Offer.objects.update(declined_because="Trop cher")
    Consent.objects.update(text_version="4.2")
    file = {"name": "plan.pdf", "media_type": "application/pdf", "content": b"%PDF", "sha256": "0" * 64, "size": 4}
    Attachment.objects.create(application=application, kind="site_plan", held=False, added_at=NOW, **file)
    ResumeLink.objects.create(application=application, digest="digest", made_at=NOW, expires_at=NOW)
    Erasure.objects.create(application=application, operator=leg.operator, asked_at=NOW)
    OperatorDay.objects.create(leg=leg, day=day)
    ApplicantDay.objects.create(application=application, day=day)
    LateAlert.objects.create(leg=leg, deadline=day, raised_at=NOW)
    EanHandOver.objects.create(leg=leg, at=NOW)
    made = {"by": Party.COORDINATOR, "made_at": NOW, "changed_at": NOW, "ended_leg": leg}
    proposal = Proposal.objects.create(application=application, uid=application.public_id, day=day, **made)
    proposal.assents.create(leg=None)
    Message.objects.update(email="was@example.org", provider_id="a-provider")
    for _ in range(SHOWN):
        disclose(leg, "shown", actor=OPERATOR_STAFF, channel="page", kinds=[DataKind.CUSTOMER], now=NOW)
    return application


def walk(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        yield told
    for each in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from walk(each)


def said(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Facts):
            yield from (value for _, value in block.rows)
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
