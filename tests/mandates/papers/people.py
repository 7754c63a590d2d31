"""Who sends and who reads papers, and what they send."""

import hashlib
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mandates.models import Mandate
from mandates.papers.models import SignedPaper
from mandates.papers.operations import send_paper
from mandates.signing.findings import Check
from mandates.states import MandateState, Way
from portal.access.actor import Actor, ActorKind
from portal.accounts.roles import Role
from portal.identity.models import User
from portal.uploads import documents
from tests.factories import CustomerFactory, OccupancyFactory, UserFactory, a_member_of_staff
from tests.mandates.factories import a_mandate
from tests.mandates.signing.documents import a_document
from tests.portal.uploads.pdfs import a_pdf

SCAN = a_pdf(pages=2)
_AMISS = {Check.SAME_NAME: (False, "Bernard Lefèvre"), Check.NOT_REVOKED: (None, "")}
DOUBTS = [
    {"code": str(check), "passed": passed, "detail": detail}
    for check in Check
    for passed, detail in [_AMISS.get(check, (True, ""))]
]


def a_mandate_to_sign(**told: Any) -> Mandate:
    """A draft of Claire Lefèvre, with the document that she is to sign."""
    claire = CustomerFactory(name="Claire Lefèvre", user=UserFactory(name="Claire Lefèvre"))
    mandate = a_mandate(OccupancyFactory(customer=claire), **{"state": MandateState.DRAFT, **told})
    pdf = a_document(f"Mandate {mandate.public_id}")
    mandate.document.pdf, mandate.document.sha256 = pdf, hashlib.sha256(pdf).hexdigest()
    mandate.document.save()
    return mandate


def grantor_of(mandate: Mandate) -> User:
    assert mandate.grantor is not None
    assert mandate.grantor.user is not None
    return mandate.grantor.user


def as_resident(user: User) -> Actor:
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def as_staff(user: User) -> Actor:
    return Actor(ActorKind.STAFF, id=str(user.public_id), user_id=user.pk, role="mandate_reviewer")


def a_reader() -> User:
    """Somebody who judges papers."""
    return a_member_of_staff(Role.MANDATE_REVIEWER)


def sent(mandate: Mandate, content: bytes = SCAN, way: Way = Way.PAPER, **changed: Any) -> SignedPaper:
    """A paper that the grantor sent; `two_readers` False unless told otherwise."""
    paper = send_paper(
        mandate=mandate,
        way=way,
        pdf=documents.pdf(io.BytesIO(content), size=len(content)),
        actor=as_resident(grantor_of(mandate)),
        by_holder=False,
        now=timezone.now(),
    )
    SignedPaper.objects.filter(pk=paper.pk).update(**{"two_readers": False, **changed})
    paper.refresh_from_db()
    return paper


def browser_of(user: User) -> Client:
    from tests.journeys.people import session_of  # which knows these people too

    client = Client()
    client.cookies["raccord"] = str(session_of(user).session_key)
    return client


def upload(content: bytes = SCAN) -> SimpleUploadedFile:
    return SimpleUploadedFile("mandate.pdf", content, "application/pdf")
