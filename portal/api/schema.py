"""What the description of the interface says of every operation: its refusals, and the idempotency key."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from portal.api.problems import CONTENT_TYPE

KEY = "Idempotency-Key"
MATCH = "If-Match"

PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(help_text="What programs may rely on."),
        "detail": serializers.CharField(help_text="For people; may change."),
        "errors": serializers.JSONField(required=False, help_text="What to correct, by field."),
    },
)
_REFUSALS = {
    400: "The request cannot be read, or has a mistake.",
    401: "No token, or one that does not count any more.",
    403: "The client lacks the right.",
    404: "Unknown, or not visible to the client.",
    406: "Answers are JSON.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    503: "A part of the portal is away for a moment.",
}
_REFUSALS_OF_CHANGES = {
    409: "The first request with this idempotency key still runs.",
    413: "The body is too large.",
    415: "Send JSON.",
    422: "This idempotency key was used for another request.",
}
_REFUSALS_OF_MATCHES = {
    409: "The first request with this idempotency key still runs, or the thing is where this cannot be done.",
    412: "The thing changed since you read it: read it again.",
    428: "Say in `If-Match` which revision you read.",
}
ETAG = OpenApiParameter(
    "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200], description="The revision, in quotes."
)


class Schema(AutoSchema):
    """Adds to each operation what its base view does."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "POST" and hasattr(self.view, "change"):
            parameters.append(
                OpenApiParameter(
                    KEY,
                    OpenApiTypes.STR,
                    OpenApiParameter.HEADER,
                    required=True,
                    pattern="^[!-~]{1,200}$",
                    description="Another one for each new request; the same one when a request is sent again.",
                )
            )
            if getattr(self.view, "matches", False):
                parameters.append(
                    OpenApiParameter(
                        MATCH,
                        OpenApiTypes.STR,
                        OpenApiParameter.HEADER,
                        required=True,
                        description='The revision that you read, in quotes: `"3"`. So nobody undoes unseen what'
                        " somebody else did meanwhile.",
                    )
                )
        return parameters

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        refusals = _REFUSALS | (_REFUSALS_OF_CHANGES if self.method == "POST" else {})
        if self.method == "POST" and getattr(self.view, "matches", False):
            refusals |= _REFUSALS_OF_MATCHES
        for status, told in refusals.items():
            described = OpenApiResponse(PROBLEM, description=told)
            told_as = self._get_response_for_code(described, str(status), [CONTENT_TYPE])  # type: ignore[no-untyped-call]
            bodies.setdefault(str(status), told_as)
        return bodies
