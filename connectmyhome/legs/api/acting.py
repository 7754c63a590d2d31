"""What programs of operators do with their own legs."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.legs.api import serializers as bodies
from connectmyhome.legs.api.base import Act, leg_of
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import asking, offering, studying, working
from connectmyhome.legs.states import Party
from portal.api.schema import ETAG
from portal.primitives.errors import InvalidValue
from portal.uploads import documents
from portal.uploads.documents import CheckedPdf

UPLOAD = documents.MOST_BYTES + 64 * 1024  # the PDF, and the parts beside it
_NOT_TAKEN = {
    "too_large": "Send a PDF of at most 10 MB.",
    "not_pdf": "Send a PDF.",
    "broken": "This PDF is damaged.",
    "encrypted": "Send a PDF without a password or other protection.",
    "active_content": "Send a PDF without scripts, actions, films or sounds.",
    "embedded_files": "Send a PDF without files attached to it.",
    "unpacks_too_large": "Send a PDF with fewer dots: unpacked, this one is far too large.",
    "too_many_pages": "Send a PDF of at most 20 pages.",
    "infected": "A virus was found in this PDF.",
}


def described(operation_id: str, body: type[serializers.Serializer[Any]], told: str) -> Any:
    """How an act is described."""
    answer = {200: bodies.LegStateSerializer}
    return extend_schema_view(
        post=extend_schema(
            operation_id=operation_id, parameters=[ETAG], request=body, responses=answer, description=told
        )
    )


@described("study_leg", bodies.StudyBody, "You study it.")
class Study(Act):
    body = bodies.StudyBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        studying.begin_study(leg=leg, **sent, **told)


@described("refuse_leg", bodies.ReasonBody, "You do not connect it. The applicant reads why.")
class Refuse(Act):
    body = bodies.ReasonBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        studying.refuse(leg=leg, **sent, **told)


@described("ask_applicant", bodies.QuestionBody, "Ask the applicant. The clock stands still until the answer.")
class Ask(Act):
    body = bodies.QuestionBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        asking.ask(leg=leg, **sent, **told)


@described("ask_document", bodies.MissingBody, "A document is missing. The leg is incomplete until it is there.")
class Missing(Act):
    body = bodies.MissingBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        kind = AttachmentKind(sent["document"])
        asking.miss(leg=leg, document=kind, text=sent["text"], **told)


@described("take_back_question", bodies.Nothing, "The question needs no answer any more.")
class TakeBack(Act):
    body = bodies.Nothing

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        question = get_object_or_404(leg.questions, public_id=self.kwargs["question_id"])
        asking.take_back(question=question, **told)


@described("make_offer", bodies.OfferBody, "Offer the connection. An open offer is replaced.")
class MakeOffer(Act):
    """The PDF is judged before the transaction: that may take half a minute."""

    parser_classes = (MultiPartParser,)
    body = bodies.OfferBody
    checked: CheckedPdf

    def prepare(self, request: Request, **kwargs: Any) -> None:
        leg_of(request, kwargs["public_id"])
        sent = self.body(data=request.data)
        sent.is_valid(raise_exception=True)
        file = sent.validated_data["document"]
        try:
            self.checked = documents.pdf(file, size=file.size)
        except InvalidValue as error:
            raise serializers.ValidationError({"document": [_NOT_TAKEN[error.code]]}) from error
        file.seek(0)

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        amount, valid_until = sent["amount"], sent["valid_until"]
        offering.make_offer(leg=leg, amount=amount, valid_until=valid_until, checked=self.checked, **told)


@described("record_payment", bodies.PaymentBody, "The applicant paid. The term runs from the day after.")
class Payment(Act):
    body = bodies.PaymentBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        offering.record_payment(leg=leg, **sent, **told)


@described("tell_permits", bodies.PermitsBody, "Road works need permits, or these exist now.")
class Permits(Act):
    body = bodies.PermitsBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        if sent.get("exist_on") is None:
            working.need_permits(leg=leg, **told)
        else:
            working.permits_exist(leg=leg, on=sent["exist_on"], **told)


@described(
    "plan_day",
    bodies.DayBody,
    "Plan the works on a working day, once the offer is paid and permits exist where they are needed. To move "
    "them to another day, give up the planned one first (`give_up_day`).",
)
class Plan(Act):
    body = bodies.DayBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        working.plan(leg=leg, **sent, by=Party.OPERATOR, **told)


@described("give_up_day", bodies.Nothing, "The planned day falls away.")
class Unplan(Act):
    body = bodies.Nothing

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        working.unplan(leg=leg, by=Party.OPERATOR, **told)


@described("report_connected", bodies.ConnectedBody, "It is connected. This ends the leg.")
class Connected(Act):
    body = bodies.ConnectedBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        working.report_connected(leg=leg, on=sent["connected_on"], **told)
