"""Reading look-ups, the homes that they found, and what an office did in a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from mandates.welfare.models import CaseLookUp, Way
from mandates.welfare.names import same_name
from portal.access.actor import Actor, ActorKind
from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.queries import members
from portal.accounts.roles import RIGHTS, House
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.look_up.addresses import occupancies_at_home, residents_at
from portal.primitives.ean import Ean
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import Period, belgian_day
from portal.ui.guards import Right


@dataclass(frozen=True, slots=True)
class Sought:
    """What a home is looked for by: an EAN, a meter number, or a name and an address."""

    ean: Ean | None = None
    meter_number: MeterNumber | None = None
    name: str = ""
    street: str = ""
    house_number: str = ""
    box: str = ""
    postal_code: str = ""

    @property
    def way(self) -> Way:
        if self.ean:
            return Way.EAN
        return Way.METER if self.meter_number else Way.ADDRESS


def office_of(actor: Actor, *, now: datetime) -> Organisation | None:
    """The admitted social welfare office that the actor looks up residents for; None for anybody else."""
    return _offices(now).filter(pk=actor.organisation_id or 0).first() if _may_look(actor) else None


def home_of(sought: Sought, *, municipality: str, now: datetime) -> list[Occupancy]:
    """The current occupancies of the one home in the municipality that fits, customer and access point included,
    one per energy. Empty when no home fits and when several do: who asks learns no more than that."""
    today = belgian_day(now)
    near = lived_in_on(today).filter(access_point__municipality=municipality)
    near = near.select_related("customer", "access_point")
    if sought.ean:
        found = list(near.filter(access_point__ean=sought.ean))
    elif sought.meter_number:
        in_place = Q(access_point__meters__removed_on=None) | Q(access_point__meters__removed_on__gt=today)
        found = list(
            near.filter(
                in_place,
                access_point__meters__number=sought.meter_number,
                access_point__meters__installed_on__lte=today,
            )
        )
    else:
        there = residents_at(
            near,
            postal_code=sought.postal_code,
            street=sought.street,
            house_number=sought.house_number,
            box=sought.box,
        )
        found = [occupancy for occupancy in there if same_name(sought.name, occupancy.customer.name)]
    if len({occupancy.customer_id for occupancy in found}) != 1:
        return []
    home = [
        each for each in occupancies_at_home(found[0], now=now) if each.access_point.municipality == municipality
    ]
    keys = {each.pk for each in home}
    return home if all(each.pk in keys for each in found) else []


def open_look_ups(actor: Actor, *, now: datetime) -> QuerySet[CaseLookUp]:
    """The actor's own look-ups of today that found a home, for the office that the actor acts for, latest first.
    Empty for anybody but a member with the right to look."""
    if not _may_look(actor):
        return CaseLookUp.objects.none()
    return CaseLookUp.objects.filter(
        organisation__in=_offices(now).filter(pk=actor.organisation_id or 0),
        user_id=actor.user_id or 0,
        day=belgian_day(now),
        asked_at__lte=now,
        found=True,
    ).order_by("-asked_at", "-pk")


def current_homes(look_ups: QuerySet[CaseLookUp], *, now: datetime) -> QuerySet[Occupancy]:
    """The occupancies that these look-ups found, those who left or whose access point is outside the office's
    municipality left out; each bears the `case_reference` of its look-up, the latest look-up first."""
    return (
        lived_in_on(belgian_day(now))
        .filter(
            case_look_ups__in=look_ups.order_by(),
            access_point__municipality=F("case_look_ups__organisation__municipality"),
        )
        .annotate(case_reference=F("case_look_ups__case_reference"))
        .select_related("customer", "access_point")
        .order_by("-case_look_ups__asked_at", "access_point__energy", "pk")
    )


def colleague_lives_at(home: Sequence[Occupancy], *, office: Organisation, actor: Actor, now: datetime) -> bool:
    """Whether somebody else of the office has an account for this home."""
    users = {user for each in home if (user := each.customer.user_id) and user != actor.user_id}
    return bool(users) and members(office, now=now).filter(user_id__in=users).exists()


def looked_up_on(actor: Actor, day: date) -> int:
    """How often the actor looked that day for the office that the actor acts for."""
    own = CaseLookUp.objects.filter(
        user_id=actor.user_id or 0, organisation_id=actor.organisation_id or 0, day=day
    )
    return own.count()


@dataclass(frozen=True, slots=True)
class Person:
    """How often somebody looked in a month, found a home, and waits for the case to be confirmed."""

    name: str
    times: int
    found: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an office did in one month: the look-ups, latest first, and who looked how often, most first."""

    month: date  # its first day
    look_ups: QuerySet[CaseLookUp]
    people: Sequence[Person]

    @property
    def total(self) -> int:
        return sum(person.times for person in self.people)


def report_of(organisation: Organisation, month: Period) -> Report:
    """The look-ups of the office in `month`; it tells nothing of residents but the office's case references."""
    look_ups = CaseLookUp.objects.filter(organisation=organisation, day__gte=month.start, day__lt=month.end)
    people = (
        look_ups.annotate(person=_called("user"))
        .values_list("user_id", "person")
        .annotate(
            times=Count("pk"),
            homes=Count("pk", filter=Q(found=True)),
            waiting=Count("pk", filter=Q(found=True, confirmed_at=None)),
        )
        .order_by("-times", "person")
    )
    latest = look_ups.annotate(person=_called("user"), confirmed_person=_called("confirmed_by"))
    latest = latest.order_by("-asked_at", "-pk")
    return Report(month.start, latest, [Person(*row[1:]) for row in people])


def _called(user: str) -> Subquery:
    """What the office calls its member, former ones included: the account's own name is not told to it."""
    memberships = Membership.objects.filter(user=OuterRef(user), organisation=OuterRef("organisation"))
    return Subquery(memberships.order_by("-given_at").values("name")[:1])


def offices_that_looked(month: Period, *, now: datetime) -> QuerySet[Organisation]:
    """The offices that looked anybody up in `month`."""
    looked = CaseLookUp.objects.filter(day__gte=month.start, day__lt=month.end)
    return _offices(now).filter(pk__in=looked.values("organisation_id")).order_by("pk")


def heads_of(office: Organisation, *, now: datetime) -> list[Membership]:
    """Who may read the office's report."""
    roles = [role for role, rights in RIGHTS[House.WELFARE_OFFICE].items() if Right.SEE_LOOK_UPS in rights]
    return list(members(office, now=now).filter(role__in=roles))


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """How often somebody found a home on one day for a case that nobody has confirmed. Public ids."""

    office: str
    person: str
    day: date
    times: int


def unconfirmed_on(period: Period) -> list[Unconfirmed]:
    """Those of `period`, by person and day."""
    waiting = CaseLookUp.objects.filter(
        found=True, confirmed_at=None, day__gte=period.start, day__lt=period.end
    ).order_by()
    by_day = waiting.values_list("organisation__public_id", "user__public_id", "day").annotate(Count("pk"))
    return [Unconfirmed(str(office), str(person), day, times) for office, person, day, times in by_day]


def month_of(day: date) -> Period:
    """The calendar month that `day` is in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1))


def _may_look(actor: Actor) -> bool:
    rights = RIGHTS[House.WELFARE_OFFICE]
    may = any(role == actor.role and Right.LOOK_UP_RESIDENTS in rights[role] for role in rights)
    return may and actor.kind is ActorKind.MEMBER and actor.organisation_id is not None


def _offices(now: datetime) -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.WELFARE_OFFICE, admitted_at__lte=now, closed_at=None)
