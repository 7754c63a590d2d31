"""What all views of legs for programs share."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectmyhome.legs.api.serializers import LegStateSerializer
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import hold
from connectmyhome.legs.queries import legs_of_operator
from portal.access.http import client_actor
from portal.accounts.clients.authentication import Authorised
from portal.accounts.models import Organisation
from portal.api.revisions import etag, require_match
from portal.api.views import ChangingView
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of


def organisation_of(request: Request) -> Organisation:
    """Of the program that asks."""
    program = request.auth
    assert isinstance(program, Authorised)  # noqa: S101  # `HasRight` let it in
    return program.organisation


def leg_of(request: Request, public_id: UUID) -> Leg:
    """The leg, if it is the operator's own; another one does not exist."""
    return get_object_or_404(legs_of_operator(organisation_of(request)), public_id=public_id)


class Act(ChangingView):
    """Something that the operator does with a leg of its own, of which it names the revision that it saw.

    `body` says what is sent; `act` does it, with what was sent, in the transaction that also keeps the answer.
    """

    right, trace = Right.HANDLE_LEGS, Trace.CHANGE
    matches = True
    body: ClassVar[type[serializers.Serializer[Any]]]

    def change(self, request: Request, **kwargs: Any) -> Response:
        hold(leg_of(request, kwargs["public_id"]))
        leg = leg_of(request, kwargs["public_id"])  # as it is now that nobody else changes it
        require_match(request, leg.revision)
        sent = self.body(data=request.data)
        sent.is_valid(raise_exception=True)
        self.act(leg, sent.validated_data, actor=client_actor(request), now=now_of(request._request))
        leg.refresh_from_db()
        return Response(LegStateSerializer(instance=leg).data)

    def headers_of(self, content: bytes) -> dict[str, str]:
        return {"ETag": etag(json.loads(content)["revision"])}

    def act(self, leg: Leg, sent: dict[str, Any], **told: Any) -> None:
        """Call the operation; `told` are actor and now."""
        raise NotImplementedError
