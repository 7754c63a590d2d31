"""What an operator is to erase, for its programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectmyhome.legs.api.base import organisation_of
from connectmyhome.legs.api.reading import PAGES
from connectmyhome.legs.api.serializers import Nothing
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.erasures.operations import confirm
from connectmyhome.legs.erasures.queries import erasures_of_operator
from portal.access.http import client_actor
from portal.api.pages import ByPublicId, page_of
from portal.api.views import ChangingView, ClientView
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of


class ErasureSerializer(serializers.Serializer[Erasure]):
    """What you are to erase: all that you keep of these legs."""

    id = serializers.UUIDField(source="public_id")
    legs = serializers.SerializerMethodField()
    asked_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)

    def get_legs(self, erasure: Erasure) -> list[str]:
        return [str(leg.public_id) for leg in erasure.legs]


class Erasures(ClientView):
    """What the operator was asked to erase."""

    right, trace = Right.SEE_LEGS, Trace.NONE

    @extend_schema(operation_id="list_erasures", parameters=PAGES, responses=page_of(ErasureSerializer))
    def get(self, request: Request) -> Response:
        """One page of them, in the order of ids; without `confirmed_at` it still waits for your word."""
        pages = ByPublicId()
        mine = erasures_of_operator(organisation_of(request))
        shown = ErasureSerializer(instance=pages.paginate_queryset(mine, request, view=self) or [], many=True)  # type: ignore[arg-type]
        return pages.get_paginated_response(shown.data)


@extend_schema_view(
    post=extend_schema(
        operation_id="confirm_erasure",
        request=Nothing,
        responses={200: ErasureSerializer},
        description="Say that you erased all that you kept of these legs, and need not keep by law. The applicant"
        " reads it.",
    )
)
class ConfirmErasure(ChangingView):
    """The operator's word that it erased."""

    right, trace = Right.HANDLE_LEGS, Trace.CHANGE

    def change(self, request: Request, **kwargs: Any) -> Response:
        mine = erasures_of_operator(organisation_of(request))
        erasure = get_object_or_404(mine, public_id=kwargs["public_id"])
        confirm(erasure=erasure, actor=client_actor(request), now=now_of(request._request))
        return Response(ErasureSerializer(instance=erasure).data)
