"""What the views of legs share."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from connectmyhome.legs.models import Leg
from connectmyhome.legs.queries import legs_of_operator
from portal.accounts.middleware import organisation_of


def leg_of(request: HttpRequest, public_id: UUID) -> Leg:
    """The leg, if it is one of the operator's own, and still there for it; another one does not exist."""
    return get_object_or_404(legs_of_operator(organisation_of(request)), public_id=public_id)
