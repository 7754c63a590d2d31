"""Reading customers and occupancies."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from portal.access.actor import Actor, ActorKind
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.identity.models import User
from portal.messaging.operations import Recipient
from portal.primitives.mobile import is_belgian_mobile
from portal.primitives.period import Period, belgian_day, years_before
from portal.primitives.postal import PostalAddress

YEARS_VISIBLE = 3  # R3
MOBILE_TRUSTED_AFTER = timedelta(days=30)  # a number that was changed just now may be a thief's


def visible_period(now: datetime) -> Period:
    """The last three years, today included (R3)."""
    today = belgian_day(now)
    return Period(years_before(today, YEARS_VISIBLE), today + timedelta(days=1))


def is_customer(user: User) -> bool:
    """Whether the account is one of a customer."""
    return Customer.objects.filter(user=user).exists()


def occupancies_for(actor: Actor, *, now: datetime) -> QuerySet[Occupancy]:
    """The actor's own occupancies with a day in the last three years, former ones included, latest first.

    Empty for whoever is no resident: a member of an organisation has a user, whose home is not the organisation's.
    Customer and access point come along.
    """
    if actor.kind is not ActorKind.RESIDENT or actor.user_id is None:
        return Occupancy.objects.none()
    return (
        _with_a_day_in(visible_period(now))
        .filter(customer__user_id=actor.user_id)
        .select_related("customer", "access_point")
        .order_by("-start", "pk")
    )


def lived_in_on(day: date) -> QuerySet[Occupancy]:
    """The occupancies that `day` is in."""
    return Occupancy.objects.filter(Q(end__isnull=True) | Q(end__gt=day), start__lte=day)


def contact_on_file(customer: Customer, *, now: datetime) -> Recipient | None:
    """Where the customer can be reached: the trusted mobile, an e-mail address, or both; None without either."""
    mobile = trusted_mobile(customer, now=now)
    if not mobile and not customer.email:
        return None
    return Recipient(
        language=customer.language, mobile=mobile, email=customer.email, subject=str(customer.public_id)
    )


def trusted_mobile(customer: Customer, *, now: datetime) -> str:
    """The mobile on file to which an EAN or a code may go (R4, R6), in E.164: Belgian, and not changed in the last
    thirty days; else "", and another way is taken."""
    changed = customer.mobile_changed_at
    if changed is not None and changed > now - MOBILE_TRUSTED_AFTER:
        return ""
    return customer.mobile if is_belgian_mobile(customer.mobile) else ""


def postal_address(occupancy: Occupancy) -> PostalAddress:
    """Where a letter to this occupant goes: the customer's name at the address of the access point."""
    return at_address(occupancy.access_point, name=occupancy.customer.name)


def at_address(access_point: AccessPoint, *, name: str) -> PostalAddress:
    """`name`, or words such as "to the occupant", at the address of the access point."""
    return PostalAddress(name, access_point.street_line, access_point.postal_code, access_point.locality)


def _with_a_day_in(period: Period) -> QuerySet[Occupancy]:
    lasts = Q(end__isnull=True) | (Q(end__gt=period.start) & Q(end__gt=F("start")))  # an empty one has no day
    return Occupancy.objects.filter(lasts, start__lt=period.end)
