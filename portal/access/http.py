"""From a request to an actor."""

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request

from portal.access.actor import ANONYMOUS, Actor, ActorKind
from portal.accounts.clients.authentication import Authorised
from portal.identity.http import user_of
from portal.ui.guards import is_for_members


def staff_actor(request: HttpRequest) -> Actor:
    """The member of staff of this request, for views guarded by `STAFF`; `accounts.middleware` sets the role."""
    user = user_of(request)
    return Actor(ActorKind.STAFF, id=str(user.public_id), user_id=user.pk, role=str(request.role))  # type: ignore[attr-defined]


def member_actor(request: HttpRequest) -> Actor:
    """Who acts for an organisation, for views guarded by `MEMBER`; `accounts.middleware` sets the membership."""
    user, membership = user_of(request), request.membership  # type: ignore[attr-defined]
    return Actor(
        ActorKind.MEMBER,
        id=str(user.public_id),
        user_id=user.pk,
        organisation=str(membership.organisation.public_id),
        organisation_id=membership.organisation_id,
        role=membership.role,
    )


def client_actor(request: Request) -> Actor:
    """The program of an organisation, for views guarded by `CLIENT`; `accounts.clients` knows it by its token."""
    client = cast("Authorised", request.auth)
    return Actor(
        ActorKind.MEMBER,
        id=str(client.public_id),
        organisation=str(client.organisation.public_id),
        organisation_id=client.organisation.pk,
        role="api",
    )


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request: behind a door for members, who acts for the organisation; elsewhere a resident
    with a second factor, the holder of a look-up, or nobody.

    So the page, not the session, tells in which quality somebody who is both looks at a home."""
    if is_for_members(request):
        return member_actor(request)
    user = request.user
    if user.is_authenticated and user.is_verified():  # type: ignore[attr-defined]
        return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)
    if look_up := request.session.get("look_up"):
        return Actor(ActorKind.LOOK_UP, id=look_up["public_id"], look_up_id=look_up["id"])
    return ANONYMOUS
