"""Reading preferences, campaigns and letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from portal.access.actor import Actor
from portal.correspondence import reading_codes
from portal.correspondence.models import ASKS_FOR_READING, Letter, Preference, PreferenceChange
from portal.correspondence.states import LetterState, PreferenceState, Reason
from portal.customers.models import Occupancy
from portal.customers.queries import at_address, lived_in_on, occupancies_for, postal_address
from portal.primitives.period import belgian_day
from portal.primitives.postal import PostalAddress

GRACE = timedelta(days=14)  # a reading is still welcome so long after the due date


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A letter in a list: `title` in the active language."""

    public_id: str
    title: str
    issued_on: date
    digital: bool
    state: LetterState


@dataclass(frozen=True, slots=True)
class Choice:
    """One home, and the preference of its occupant; None: never chosen, paper."""

    occupancy: Occupancy
    preference: Preference | None
    last_reason: str  # of its changes; "" for none

    @property
    def digital(self) -> bool:
        return self.preference is not None and self.preference.state == PreferenceState.DIGITAL

    @property
    def gave_up(self) -> bool:
        """Whether we went back to paper because the e-mail did not arrive."""
        return self.last_reason == Reason.EMAIL_FAILED


def readable() -> Q:
    """Letters that whom they were issued to may read: not withdrawn, and of a day in the occupancy (R3)."""
    lived_there = Q(occupancy__end__isnull=True) | Q(occupancy__end__gt=F("issued_on"))
    return ~Q(state=LetterState.WITHDRAWN) & Q(occupancy__start__lte=F("issued_on")) & lived_there


def letters_for(actor: Actor, *, now: datetime) -> QuerySet[Letter]:
    """The letters of the actor's own occupancies, former ones included: unread first, then the latest."""
    unread_first = Case(When(opened_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    mine = occupancies_for(actor, now=now).order_by().values("pk")
    return (
        Letter.objects.filter(readable(), occupancy__in=mine)
        .select_related("access_point", "occupancy__customer", "campaign")
        .order_by(unread_first, "-issued_at", "-pk")
    )


def addressee(letter: Letter) -> PostalAddress:
    """Whom the letter was issued to, at the address of the access point."""
    if letter.occupancy is None:
        return at_address(letter.access_point, name="")
    return postal_address(letter.occupancy)


def homes_of(actor: Actor, *, now: datetime) -> QuerySet[Occupancy]:
    """The occupancies of the actor that last: where letters can be digital."""
    return occupancies_for(actor, now=now).filter(pk__in=lived_in_on(belgian_day(now)).values("pk"))


def choices_for(actor: Actor, *, now: datetime) -> Sequence[Choice]:
    """Each home of the actor with how its letters come, by address."""
    reasons = PreferenceChange.objects.filter(preference__occupancy=OuterRef("pk")).order_by("-at", "-pk")
    homes = homes_of(actor, now=now).select_related("letter_preference", "access_point", "customer")
    found = homes.annotate(last_reason=Subquery(reasons.values("reason")[:1]))
    found = found.order_by("access_point__postal_code", "access_point__street", "access_point__energy", "pk")
    return [
        Choice(occupancy, getattr(occupancy, "letter_preference", None), occupancy.last_reason or "")
        for occupancy in found
    ]


def unread_count(actor: Actor, *, now: datetime) -> int:
    """How many letters the actor has not opened."""
    return letters_for(actor, now=now).filter(opened_at=None).count()


def letters_of(occupancy: Occupancy) -> Sequence[ListedLetter]:
    """The letters that this occupant got, the latest first, for the list that a former occupant takes along."""
    letters = Letter.objects.filter(readable(), occupancy=occupancy).order_by("-issued_at", "-pk")
    return [
        ListedLetter(
            str(letter.public_id),
            str(letter.get_kind_display()),
            letter.issued_on,
            letter.digital,
            LetterState(letter.state),
        )
        for letter in letters
    ]


def letter_of_reading_code(code: str, *, now: datetime) -> Letter | None:
    """The letter whose reading code somebody typed; None when there is none, or it is no longer valid: two weeks
    after the due date, when the occupancy ends, once it is withdrawn.

    Access point, occupancy and customer come along; `occupancy` is never None. Limit the tries before calling.
    """
    return _open_requests(now).filter(reading_code__in=reading_codes.digests(code)).first()


def reading_request(public_id: UUID, *, now: datetime) -> Letter | None:
    """The letter whose code somebody has given, as long as the code would still be valid."""
    return _open_requests(now).filter(public_id=public_id).first()


def open_reading_requests(occupancies: Iterable[Occupancy], *, now: datetime) -> dict[int, Letter]:
    """For each of these occupants, by primary key, the latest letter that asks for a reading and was not answered
    yet; none for who was not asked."""
    open_ones = _open_requests(now).filter(occupancy__in=list(occupancies), answered_at=None)
    return {letter.occupancy_id: letter for letter in open_ones.order_by("issued_at", "pk") if letter.occupancy_id}


def is_digital(occupancy: Occupancy) -> bool:
    """Whether this occupant gets letters in the portal."""
    return Preference.objects.filter(occupancy=occupancy, state=PreferenceState.DIGITAL).exists()


def _open_requests(now: datetime) -> QuerySet[Letter]:
    today = belgian_day(now)
    return Letter.objects.filter(
        readable(),
        Q(due_on=None) | Q(due_on__gte=today - GRACE),
        kind__in=ASKS_FOR_READING,
        occupancy__in=lived_in_on(today),
    ).select_related("access_point", "occupancy__customer", "campaign")
