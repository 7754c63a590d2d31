"""For programs: the list of access points, and their histories."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consumption.export.operations import FileFormat, export_history
from consumption.history.queries import closed_period, grant_for, granularities
from consumption.partner.operations import show_list
from consumption.partner.queries import Listed, access_points
from portal.access.grants import Grant
from portal.access.http import client_actor
from portal.access.kinds import Granularity
from portal.api.pages import ByPublicId, page_of
from portal.api.views import ClientView
from portal.grid.models import Energy
from portal.primitives.period import Period
from portal.ui.guards import Right, Trace
from portal.ui.middleware import now_of

STEPS = [step.name.lower() for step in Granularity]


class PeriodSerializer(serializers.Serializer[Period]):
    """Half-open: `end` is the day after the last one."""

    start = serializers.DateField()
    end = serializers.DateField(allow_null=True)


class AccessPointSerializer(serializers.Serializer[Listed]):
    """An access point, and what may be seen of it."""

    id = serializers.UUIDField(source="access_point.public_id")
    ean = serializers.CharField(source="access_point.ean")
    energy = serializers.ChoiceField(Energy.choices, source="access_point.energy")
    address = serializers.CharField(source="access_point.address")
    basis = serializers.CharField(source="grant.basis")
    reference = serializers.CharField(source="grant.reference", help_text="Of the mandate.")
    until = serializers.DateField(allow_null=True, help_text="The last day on which it may be seen.")
    kinds = serializers.SerializerMethodField()
    granularity = serializers.SerializerMethodField(help_text="The finest one.")
    period = PeriodSerializer(source="grant.period")

    def get_kinds(self, listed: Listed) -> list[str]:
        return sorted(listed.grant.kinds)

    def get_granularity(self, listed: Listed) -> str:
        return listed.grant.granularity.name.lower()


class HistoryQuery(serializers.Serializer[None]):
    """What is asked for; without it, all that may be seen, by day or as fine as it may be seen."""

    granularity = serializers.ChoiceField(STEPS, required=False)
    start = serializers.DateField(required=False, help_text="The first day.")
    end = serializers.DateField(required=False, help_text="The day after the last one.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        grant: Grant = self.context["grant"]
        whole = closed_period(grant)
        steps = [step.name.lower() for step in granularities(grant)]
        start, end = attrs.get("start", whole.start), attrs.get("end", whole.end)
        if end <= start:
            raise serializers.ValidationError({"end": "The end comes after the start."})
        if (inside := whole.intersection(Period(start, end))) is None:
            last = (whole.end or whole.start) - timedelta(days=1)
            raise serializers.ValidationError({"start": f"You may see days from {whole.start} to {last}."})
        usual = next((step for step in reversed(steps) if step != "interval"), None)
        step = attrs.get("granularity", usual)
        if step not in steps:
            raise serializers.ValidationError({"granularity": f"You may see: {', '.join(steps) or 'none'}."})
        return {"period": inside, "granularity": Granularity[step.upper()]}


_HISTORY = OpenApiResponse(
    dict[str, Any],
    description="Columns by channel, as in a JSON download: see docs/exports.md. A missing value is null.",
)


class AccessPointList(ClientView):
    """The access points that the organisation may see."""

    right, trace = Right.SEE_DATA, Trace.CHANGE

    @extend_schema(
        operation_id="list_access_points",
        parameters=[
            OpenApiParameter("cursor", str, description="Out of `next` or `previous`."),
            OpenApiParameter("page_size", int, description="At most 1000; 100 without it."),
        ],
        responses=page_of(AccessPointSerializer),
    )
    def get(self, request: Request) -> Response:
        """One page of the list, in the order of ids. There is no search: no EAN stands in a URL."""
        actor, now, pages = client_actor(request), now_of(request._request), ByPublicId()
        points = pages.paginate_queryset(access_points(actor, now=now), request, view=self) or []
        shown = show_list(actor=actor, points=points, channel="api", now=now)
        told = AccessPointSerializer(instance=shown, many=True)  # type: ignore[arg-type]
        return pages.get_paginated_response(told.data)


class AccessPointHistory(ClientView):
    """The history of one access point."""

    right, trace = Right.SEE_DATA, Trace.DISCLOSURE

    @extend_schema(operation_id="read_history", parameters=[HistoryQuery], responses={200: _HISTORY})
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponseBase:
        """What the organisation's right holds of the days asked for, and not a value more."""
        grant = grant_for(client_actor(request), public_id, now=now_of(request._request))
        query = HistoryQuery(data=request.query_params, context={"grant": grant})
        query.is_valid(raise_exception=True)
        file = export_history(grant=grant, file_format=FileFormat.JSON, channel="api", **query.validated_data)
        return StreamingHttpResponse(file.chunks, content_type=file.content_type)
