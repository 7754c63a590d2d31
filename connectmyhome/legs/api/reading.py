"""Legs, and what comes with each, read by programs. What is personal is traced before it is answered (R14)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectmyhome.legs import payload
from connectmyhome.legs.api.base import leg_of, organisation_of
from connectmyhome.legs.api.serializers import (
    DocumentSerializer,
    LegSerializer,
    LegsQuery,
    LegStateSerializer,
    OfferSerializer,
    QuestionSerializer,
)
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.showing import open_document, show_leg
from connectmyhome.legs.queries import legs_of_operator
from portal.access.http import client_actor
from portal.api.pages import ByPublicId, page_of
from portal.api.revisions import etag
from portal.api.schema import ETAG
from portal.api.views import ClientView
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of

PAGES = [
    OpenApiParameter("cursor", str, description="Out of `next` or `previous`."),
    OpenApiParameter("page_size", int, description="At most 1000; 100 without it."),
]


class LegList(ClientView):
    """The operator's legs: where each is, and nothing of the applicant."""

    right, trace = Right.SEE_LEGS, Trace.NONE

    @extend_schema(operation_id="list_legs", parameters=[*PAGES, LegsQuery], responses=page_of(LegStateSerializer))
    def get(self, request: Request) -> Response:
        """One page of your own legs, in the order of ids. A leg that the applicant withdrew is not among them."""
        query = LegsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        pages = ByPublicId()
        legs = _chosen(legs_of_operator(organisation_of(request)), **query.validated_data)
        shown = LegStateSerializer(instance=pages.paginate_queryset(legs, request, view=self) or [], many=True)  # type: ignore[arg-type]
        return pages.get_paginated_response(shown.data)


class OneLeg(ClientView):
    """One leg with what its operator is given of the application."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(operation_id="read_leg", parameters=[ETAG], responses=LegSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """What the applicant consented to give you, and not an answer more."""
        leg, given = _shown(request, public_id)
        shown = LegSerializer(instance=leg, context={"given": given})
        return Response(shown.data, headers={"ETag": etag(leg.revision)})


class Documents(ClientView):
    """The applicant's files for this operator."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(operation_id="list_documents", responses=DocumentSerializer(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """What you may fetch."""
        leg, _given = _shown(request, public_id)
        return Response(DocumentSerializer(instance=payload.attachments(leg), many=True).data)  # type: ignore[arg-type]


class OneDocument(ClientView):
    """One of these files."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(
        operation_id="fetch_document",
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "image/jpeg"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, public_id: UUID, document_id: UUID) -> HttpResponseBase:
        """The file as the applicant sent it."""
        leg = leg_of(request, public_id)
        found = get_object_or_404(payload.attachments(leg), public_id=document_id)
        now = now_of(request._request)
        file = open_document(leg=leg, document=found, actor=client_actor(request), channel="api", now=now)
        content = HttpResponse(file, content_type=found.media_type)
        suffix = "pdf" if found.media_type == "application/pdf" else "jpg"
        content["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.public_id}.{suffix}"'
        return content


class Questions(ClientView):
    """What the operator asked, and what the applicant answered."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(operation_id="list_questions", responses=QuestionSerializer(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Your questions, the first one first."""
        leg, _given = _shown(request, public_id)
        questions = leg.questions.select_related("attachment").defer("attachment__content")
        return Response(QuestionSerializer(instance=questions, many=True).data)  # type: ignore[arg-type]


class Offers(ClientView):
    """What the operator offered, and what became of it."""

    right, trace = Right.SEE_LEGS, Trace.DISCLOSURE

    @extend_schema(operation_id="list_offers", responses=OfferSerializer(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Your offers, the first one first."""
        leg, _given = _shown(request, public_id)
        return Response(OfferSerializer(instance=leg.offers.defer("pdf"), many=True).data)  # type: ignore[arg-type]


def _shown(request: Request, public_id: UUID) -> tuple[Leg, Mapping[str, Any]]:
    """The leg, and what is given of its application: traced first."""
    leg = leg_of(request, public_id)
    return leg, show_leg(leg=leg, actor=client_actor(request), channel="api", now=now_of(request._request))


def _chosen(legs: QuerySet[Leg], **wanted: Any) -> QuerySet[Leg]:
    if "state" in wanted:
        legs = legs.filter(state=wanted["state"])
    return legs.filter(changed_at__gte=wanted["changed_since"]) if "changed_since" in wanted else legs
