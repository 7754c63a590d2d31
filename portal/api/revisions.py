"""Revisions against lost updates: what was read bears its revision as ETag, what changes it names it in If-Match
(RFC 9110, section 13.1.1)."""

from http import HTTPStatus

from django.utils.http import parse_etags
from rest_framework.request import Request

from portal.api.problems import Problem
from portal.api.schema import MATCH


def etag(revision: int) -> str:
    """The entity tag of a revision: `"3"`."""
    return f'"{revision}"'


def require_match(request: Request, revision: int) -> None:
    """Refuse a change by somebody who did not see this revision. Call it when the row is locked, so that of two
    that saw the same one only the first gets through. Raises `Problem` (428, 412)."""
    told = request.headers.get(MATCH, "").strip()
    if not told:
        raise Problem(
            HTTPStatus.PRECONDITION_REQUIRED, "match_required", f"Say in {MATCH} which revision you read."
        )
    if told != "*" and etag(revision) not in parse_etags(told):
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED, "stale", "It changed since you read it: read it again, then decide."
        )
