"""For programs of operators: the days of their own legs, and the day that is proposed."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectmyhome.legs.api.acting import described
from connectmyhome.legs.api.base import Act, leg_of
from connectmyhome.legs.api.serializers import Nothing
from connectmyhome.legs.models import Leg
from connectmyhome.workday import queries
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import confirm, object_to
from connectmyhome.workday.operations.days import offer_days
from connectmyhome.workday.operations.handing_out import DaysOfLeg, show_days
from connectmyhome.workday.operations.locking import UnableToAgree
from connectmyhome.workday.queries import Card
from connectmyhome.workday.states import ProposalState
from portal.access.http import client_actor
from portal.api.problems import Problem
from portal.api.revisions import etag
from portal.api.schema import ETAG
from portal.api.views import ClientView
from portal.primitives.period import belgian_day
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of

DAYS_AT_MOST = 200
_MISTAKES = {
    "past": "Send days that are to come.",
    "not_working": "Send working days of Belgium, of the coming months.",
    "few": "Send two days at least, or none: one alone leaves the others no choice.",
}
_IN_THE_WAY = {
    "not_ready": "The connection is not ready for a day: its offer is accepted first, and permits exist.",
    "over": "This day fell, or is past.",
    "not_concerned": "This day does not concern the connection any more.",
}


class CardSerializer(serializers.Serializer[Card]):
    """A day that is proposed or agreed for everybody."""

    id = serializers.UUIDField(source="proposal.public_id")
    day = serializers.DateField(source="proposal.day")
    state = serializers.ChoiceField([state.value for state in ProposalState], source="proposal.state")
    confirmed = serializers.BooleanField(help_text="By you.")


class DaysSerializer(serializers.Serializer[dict[str, Any]]):
    """The days of one leg."""

    ready = serializers.BooleanField(help_text="Whether a day can be proposed for it.")
    to_choose_from = serializers.ListField(child=serializers.DateField())
    offered = serializers.ListField(child=serializers.DateField(), help_text="By you.")
    suit_all_others = serializers.ListField(child=serializers.DateField())
    proposals = CardSerializer(many=True)


class DaysBody(serializers.Serializer[None]):
    days = serializers.ListField(
        child=serializers.DateField(), max_length=DAYS_AT_MOST, help_text="Instead of those offered before."
    )


class Days(ClientView):
    """The days of a leg."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(operation_id="list_days", parameters=[ETAG], responses=DaysSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """The days that you offered, those that suit all others, and the day that is proposed or agreed."""
        leg, now = leg_of(request, public_id), now_of(request._request)
        shown = show_days(leg=leg, actor=client_actor(request), channel="api", now=now)
        days = DaysSerializer(instance=_days(leg, shown, belgian_day(now))).data
        return Response(days, headers={"ETag": etag(leg.revision)})


@described("offer_days", DaysBody, "The days on which you can, instead of those before; none takes all back.")
class OfferDays(Act):
    body = DaysBody

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        offer_days(leg=leg, days=sent["days"], **told)


@described("confirm_day", Nothing, "You keep the proposed day free. When everybody does, the leg is planned.")
class ConfirmDay(Act):
    body = Nothing

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        confirm(proposal=_proposal(leg, self.kwargs["proposal_id"]), leg=leg, **told)


@described("decline_day", Nothing, "You cannot on that day any more: it falls, and everybody is asked again.")
class DeclineDay(Act):
    body = Nothing

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        object_to(proposal=_proposal(leg, self.kwargs["proposal_id"]), leg=leg, **told)


def problem_of(error: Exception) -> Problem:
    """How a program is told that no day can be agreed on so."""
    assert isinstance(error, UnableToAgree)  # noqa: S101  # for the type checker
    if error.code in _MISTAKES:
        return Problem(HTTPStatus.BAD_REQUEST, error.code, _MISTAKES[error.code])
    return Problem(HTTPStatus.CONFLICT, error.code, _IN_THE_WAY.get(error.code, "This cannot be done now."))


def _proposal(leg: Leg, public_id: UUID) -> Proposal:
    mine = Proposal.objects.filter(assents__leg=leg).select_related("application")
    return get_object_or_404(mine, public_id=public_id)


def _days(leg: Leg, shown: DaysOfLeg, today: date) -> dict[str, Any]:
    return {
        "ready": queries.is_plannable(leg),
        "to_choose_from": to_choose_from(today),
        "offered": sorted(queries.days_of_legs([leg], after=today)[leg.pk]),
        "suit_all_others": shown.suit_all_others,
        "proposals": shown.cards,
    }
