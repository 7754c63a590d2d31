"""For programs: asking customers for mandates, one or thousands at once."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mandates.models import LENDABLE
from mandates.operations.asking import ASKED, AT_MOST, EANS_AT_MOST, REFERENCE_LENGTH, Wish, request_in_bulk
from mandates.operations.asking import Outcome as Asked
from mandates.terms import PURPOSE_LENGTH, Terms
from portal.access.http import client_actor
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.api.views import ChangingView
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of


class WishSerializer(serializers.Serializer[Wish]):
    """One request: the access points of one customer, and what is to be seen of them. Here only its shape counts:
    what is wrong with its values is the outcome of this one request."""

    eans = serializers.ListField(
        child=serializers.CharField(max_length=64), help_text=f"Of one customer; {EANS_AT_MOST} at most."
    )
    kinds = serializers.ListField(child=serializers.ChoiceField([kind.value for kind in LENDABLE]))
    granularity = serializers.ChoiceField([step.name.lower() for step in Granularity], help_text="The finest one.")
    data_start = serializers.DateField(help_text="The first day whose data are wanted.")
    data_end = serializers.DateField(required=False, allow_null=True, help_text="The day after the last one.")
    ends_on = serializers.DateField(help_text="The last day on which the mandate counts.")
    purpose = serializers.CharField(
        help_text=f"In words that the customer reads; {PURPOSE_LENGTH} characters at most.", allow_blank=True
    )
    reference = serializers.CharField(
        help_text=f"Your own, never shown to others; {REFERENCE_LENGTH} characters at most.",
        required=False,
        allow_blank=True,
    )


class WishesSerializer(serializers.Serializer[list[Wish]]):
    """Up to 5,000 requests at once."""

    requests = serializers.ListField(child=WishSerializer(), min_length=1, max_length=AT_MOST)


class AskedSerializer(serializers.Serializer[Asked]):
    """What came of one request, in the order in which they were sent."""

    outcome = serializers.CharField(source="code", help_text="`asked`, or why it was not.")
    mandate = serializers.UUIDField(source="mandate.public_id", allow_null=True, default=None)


class AskedListSerializer(serializers.Serializer[list[Asked]]):
    """An outcome for each request."""

    asked = serializers.IntegerField(help_text="How many of them were asked for.")
    outcomes = AskedSerializer(many=True)


@extend_schema_view(
    post=extend_schema(
        operation_id="request_mandates",
        request=WishesSerializer,
        responses={201: AskedListSerializer},
        description="Each customer whom a request concerns gets a message and answers in the portal. Nothing tells"
        " whether an access point exists, or who lives there: an EAN of nobody looks like a customer who does not"
        " answer. A fault in one request stops no other.",
    )
)
class MandateRequests(ChangingView):
    """Ask customers for mandates."""

    right, trace = Right.ASK_MANDATES, Trace.CHANGE

    def change(self, request: Request, **kwargs: Any) -> Response:
        actor = client_actor(request)
        sent = WishesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        outcomes = request_in_bulk(
            holder=Organisation.objects.get(pk=actor.organisation_id or 0),
            actor=actor,
            wishes=[_wish(told) for told in sent.validated_data["requests"]],
            now=now_of(request._request),
        )
        told = {"asked": sum(outcome.code == ASKED for outcome in outcomes), "outcomes": outcomes}
        return Response(AskedListSerializer(instance=told).data, status=201)  # type: ignore[arg-type]


def _wish(told: dict[str, Any]) -> Wish:
    terms = Terms(
        kinds=frozenset(DataKind(kind) for kind in told["kinds"]),
        granularity=Granularity[told["granularity"].upper()],
        data_start=told["data_start"],
        data_end=told.get("data_end"),
        ends_on=told["ends_on"],
        purpose=told["purpose"],
    )
    return Wish(eans=tuple(told["eans"]), terms=terms, reference=told.get("reference", ""))
