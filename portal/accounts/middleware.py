"""What the signed-in user may do at the desk and for organisations, asked only by pages that need to know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import Membership, Organisation
from portal.accounts.queries import Standing, memberships_of, rights_of_member, standing_of
from portal.accounts.roles import House, rights_in
from portal.identity.http import user_of
from portal.ui.guards import Right
from portal.ui.middleware import now_of

ACTS_FOR = "acts_for"  # in the session: public id of the organisation, where somebody belongs to several


def standing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `rights`, `house` and `role` (at the desk), `memberships`, and `membership`, `member_rights` and
    `member_house` (in the organisation that the user acts for), read from the database at each request that looks
    at them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        at_desk = SimpleLazyObject(lambda: _at_desk(request))
        request.rights = SimpleLazyObject(lambda: at_desk.rights)  # type: ignore[attr-defined]
        request.house = SimpleLazyObject(lambda: rights_in(House.OPERATOR) if at_desk.roles else frozenset())  # type: ignore[attr-defined]
        request.role = SimpleLazyObject(lambda: at_desk.name)  # type: ignore[attr-defined]
        request.memberships = SimpleLazyObject(lambda: _memberships(request))  # type: ignore[attr-defined]
        request.membership = SimpleLazyObject(lambda: _membership(request))  # type: ignore[attr-defined]
        request.member_rights = SimpleLazyObject(lambda: rights_of_member(request.membership or None))  # type: ignore[attr-defined]
        request.member_house = SimpleLazyObject(lambda: _member_house(request.membership or None))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def organisation_of(request: HttpRequest) -> Organisation:
    """The organisation that the user acts for, for views guarded by `MEMBER`."""
    organisation: Organisation = request.membership.organisation  # type: ignore[attr-defined]
    return organisation


def _at_desk(request: HttpRequest) -> Standing:
    if not request.user.is_authenticated:
        return Standing(frozenset())
    return standing_of(user_of(request), now=now_of(request))


def _memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    return list(memberships_of(user_of(request), now=now_of(request)))


def _membership(request: HttpRequest) -> Membership | None:
    """The one that the user chose, or the first by name."""
    found: list[Membership] = request.memberships  # type: ignore[attr-defined]
    if not found:
        return None
    chosen = request.session.get(ACTS_FOR)
    return next((each for each in found if str(each.organisation.public_id) == chosen), found[0])  # type: ignore[union-attr]


def _member_house(membership: Membership | None) -> frozenset[Right]:
    organisation = membership and membership.organisation
    return rights_in(organisation.house) if organisation else frozenset()
