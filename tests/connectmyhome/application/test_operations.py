"""What is done to an application: begun, filled in, sent once, forgotten (R13)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connectmyhome.application import operations
from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application, ResumeLink
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.rules import MOST_ATTACHMENTS
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import withdrawing as operations_on_legs
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from portal.access.actor import ANONYMOUS
from portal.audit.models import Event
from portal.messaging.models import Message
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.factories import a_sent_application, an_application
from tests.portal.uploads.pdfs import a_pdf

NOW = timezone.now()
pytestmark = pytest.mark.django_db


def token_of(application: Application) -> str:
    """The secret of the last mail with a link."""
    message = Message.objects.filter(template="application_link.email").latest("pk")
    assert application.reference == message.context["reference"]
    return str(message.context["link"]).rstrip("/").rpartition("/")[2]


def a_photo(application: Application, content: str, *, only_for: str = "") -> None:
    operations.attach(
        application=application,
        kind=AttachmentKind.PHOTO,
        checked=content.encode(),
        name="photo.jpg",
        only_for=only_for,
        now=NOW,
    )


def test_a_house_in_namur_is_cut_into_five_connections():
    application = a_sent_application()

    assert application.state == ApplicationState.SENT
    assert [(leg.utility, leg.operator) for leg in Leg.objects.all()] == [
        ("electricity", "ores"),
        ("gas", "ores"),
        ("telecom", "orange"),
        ("telecom", "proximus"),
        ("water", "swde"),
    ]


def test_an_application_sent_twice_is_sent_once():
    application = a_sent_application()
    operations.send(application=Application.objects.get(), now=NOW + timedelta(minutes=1))

    assert Leg.objects.count() == 5
    assert Event.objects.filter(code="application.sent", subject=str(application.public_id)).count() == 1


def test_only_operators_with_consent_get_a_leg():
    a_sent_application(consents=[Operator.SWDE])

    assert [leg.operator for leg in Leg.objects.all()] == ["swde"]


def test_an_application_without_any_consent_is_not_sent():
    application = an_application()

    with pytest.raises(UnableToApply, match="no_consent"):
        operations.send(application=application, now=NOW)
    assert not Leg.objects.exists()


def test_consent_counts_for_operators_that_are_asked_only():
    application = an_application(utilities=[Utility.WATER])

    with pytest.raises(UnableToApply, match="operator"):
        operations.consent(application=application, operator=Operator.ORES, language="fr", now=NOW)


def test_withdrawing_the_consent_withdraws_what_the_operator_has():
    application = a_sent_application(utilities=[Utility.ELECTRICITY, Utility.GAS, Utility.WATER])
    operations.withdraw_consent(application=application, operator=Operator.ORES, now=NOW)
    operations.withdraw_consent(application=application, operator=Operator.ORES, now=NOW)

    assert {leg.state for leg in Leg.objects.filter(operator="ores")} == {LegState.WITHDRAWN}
    assert Leg.objects.get(operator="swde").state == LegState.SUBMITTED


def test_who_takes_the_consent_back_after_the_end_has_the_operator_erase():
    application = a_sent_application(utilities=[Utility.ELECTRICITY, Utility.GAS, Utility.WATER])
    operations_on_legs.withdraw_all(application=application, actor=ANONYMOUS, now=NOW)
    application.refresh_from_db()
    assert application.state == ApplicationState.CLOSED
    Erasure.objects.all().delete()  # what the withdrawal itself asked for
    operations.withdraw_consent(application=application, operator=Operator.SWDE, now=NOW)

    assert Event.objects.filter(code="application.consent_withdrawn").count() == 1
    assert [erasure.operator for erasure in Erasure.objects.all()] == ["swde"]


def test_another_utility_of_the_same_operator_takes_another_consent():
    application = an_application(utilities=[Utility.ELECTRICITY, Utility.WATER])
    for operator in (Operator.ORES, Operator.SWDE):
        operations.consent(application=application, operator=operator, language="fr", now=NOW)
    told = {Key.UTILITIES: ["electricity", "gas", "water"]}
    operations.save(application=application, answers=told, revision=application.revision, now=NOW)

    assert [each.operator for each in application.consents.filter(withdrawn_at=None)] == ["swde"]


def test_files_of_the_application_leave_room_for_what_an_operator_asks_for():
    application = an_application()
    for number in range(MOST_ATTACHMENTS - application.attachments.count()):
        a_photo(application, f"photo {number}")
    with pytest.raises(UnableToApply, match="too_many"):
        a_photo(application, "one more")
    operations.consent(application=application, operator=Operator.ORES, language="fr", now=NOW)
    operations.send(application=application, now=NOW)
    a_photo(application, "asked for", only_for="ores")

    assert application.attachments.count() == MOST_ATTACHMENTS + 1


def test_two_tabs_do_not_overwrite_each_other():
    application = an_application()
    revision = application.revision
    operations.save(application=application, answers={Key.GAS_KW: "30"}, revision=revision, now=NOW)

    with pytest.raises(UnableToApply, match="changed"):
        operations.save(application=application, answers={Key.GAS_KW: "40"}, revision=revision, now=NOW)
    application.refresh_from_db()
    assert application.answers["gas_kw"] == "30"


def test_the_same_answer_twice_is_no_change():
    application = an_application()
    revision = application.revision
    for _ in range(2):
        operations.save(application=application, answers={Key.GAS_KW: "30"}, revision=revision, now=NOW)

    assert application.revision == revision + 1


def test_a_sent_application_takes_no_answers_and_no_files():
    application = a_sent_application()
    checked = CheckedPdf(a_pdf(pages=2), 2, held=False)

    with pytest.raises(UnableToApply, match="sent"):
        operations.save(application=application, answers={Key.GAS_KW: "30"}, revision=0, now=NOW)
    with pytest.raises(UnableToApply, match="sent"):
        operations.attach(
            application=application, kind=AttachmentKind.PHOTO, checked=checked, name="plan.pdf", now=NOW
        )


def test_the_same_file_twice_is_kept_once():
    application = an_application(documents=[])
    checked = CheckedPdf(a_pdf(), 1, held=False)
    for _ in range(2):
        operations.attach(
            application=application, kind=AttachmentKind.SITE_PLAN, checked=checked, name="plan.pdf", now=NOW
        )

    assert application.attachments.count() == 1


def test_a_link_opens_its_application_once():
    application = an_application()
    token = token_of(application)

    assert operations.open_link(token=token, now=NOW) == application
    with pytest.raises(UnableToApply, match="link"):
        operations.open_link(token=token, now=NOW)


def test_a_link_is_kept_as_a_digest_and_ends_after_a_week():
    token = token_of(an_application())

    assert token not in str(ResumeLink.objects.values().get())
    with pytest.raises(UnableToApply, match="link"):
        operations.open_link(token=token, now=timezone.now() + timedelta(days=8))


def test_a_link_for_somebody_elses_address_says_that_there_is_none():
    application = an_application(email="claire@example.org")
    operations.send_link(
        reference=application.reference, email="eve@example.org", language="fr", client="c", now=NOW
    )

    message = Message.objects.latest("pk")
    assert (message.template, message.email) == ("application_unknown.email", "eve@example.org")
    assert ResumeLink.objects.count() == 1


def test_a_draft_that_nobody_touched_for_thirty_days_is_erased():
    application = an_application(now=NOW - timedelta(days=31))
    young = an_application(now=NOW - timedelta(days=29), email="paul@example.org")

    assert operations.forget_drafts(now=NOW) == 1
    application.refresh_from_db()
    young.refresh_from_db()
    assert (application.state, application.answers, application.email) == (ApplicationState.ERASED, {}, "")
    assert not application.attachments.exists()
    assert young.state == ApplicationState.DRAFT


def test_an_application_that_runs_is_not_erased():
    with pytest.raises(UnableToApply, match="sent"):
        operations.erase(application=a_sent_application(), now=NOW)
