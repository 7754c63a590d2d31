"""From a request to an actor."""

from django.http import HttpRequest

from portal.access.actor import ANONYMOUS, Actor, ActorKind
from portal.identity.http import user_of


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


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request: a resident with a second factor, the holder of a look-up, or nobody."""
    user = request.user
    if user.is_authenticated and user.is_verified():  # type: ignore[attr-defined]
        return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)
    if look_up := request.session.get("look_up"):
        return Actor(ActorKind.LOOK_UP, id=look_up["public_id"], look_up_id=look_up["id"])
    return ANONYMOUS
