"""Every URL × every role × own, somebody else's and nobody's object.

Allowed; 403 for a right that is missing in one's own house; 404 for all others; who has not come in is led to
where one comes in. `things.py` names the objects of each URL that takes one.
"""

from collections import defaultdict

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from portal.accounts.roles import rights_in
from portal.ui.guards import Guard
from tests.matrix.doors import DOORS, Door
from tests.matrix.people import People, Person, everybody
from tests.matrix.things import OPEN, THINGS, Thing, furnish

_MET = ("get", "post")
_DOORSTEPS = ("sign-in", "lookup", "second-factor")
# Nobody's account opens these: their rooms' own tests do.
_BY_ITSELF = (Guard.SIGNATURE, Guard.CLIENT, Guard.APPLICANT)
_COMES_IN = (Guard.SIGNED_IN, Guard.VERIFIED, Guard.LOOK_UP, Guard.STAFF, Guard.MEMBER)


ROOMS: dict[str, list[Door]] = defaultdict(list)
for each in DOORS:
    ROOMS[each.name.rpartition(":")[0] or "outside"].append(each)


def test_every_url_that_takes_an_object_is_in_the_matrix() -> None:
    assert {door.name for door in DOORS if door.parameters and door.declared.guard not in _BY_ITSELF} - set(
        OPEN
    ) == set(THINGS)


def test_every_url_can_be_called_by_name() -> None:
    for door in DOORS:
        if not door.parameters:
            try:
                reverse(door.name)
            except NoReverseMatch:
                pytest.fail(door.name)


@pytest.mark.django_db
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_door_opens_to_whom_it_should_and_to_nobody_else(room: str) -> None:
    people = everybody()
    furnished = furnish(people, {door.name for door in ROOMS[room] if door.parameters})
    faults = []
    for door in ROOMS[room]:
        if door.name in OPEN or door.declared.guard in _BY_ITSELF:
            continue
        for thing in furnished.get(door.name, [Thing({})]):
            for person in people:
                faults += _knock(door, thing, person, people)
    assert faults == []


def _knock(door: Door, thing: Thing, person: Person, people: People) -> list[str]:
    wanted = expected(door, thing, person)
    path, faults = reverse(door.name, kwargs=thing.kwargs), []
    for method in _MET:
        with transaction.atomic():
            response = getattr(person.client, method)(path)
            transaction.set_rollback(True)
        status = response.status_code
        led = status == 302 and any(
            part in response["Location"] for part in ("sign-in", "lookup", "second-factor")
        )
        given = "come in" if led and wanted == "come in" else str(status) if status >= 400 else "open"
        if status == 405 or (wanted == "open" and status in (400, 409, 422, 429)):
            continue
        if given != wanted:
            faults.append(f"{method} {door.name} {thing.label} by {person.name}: {given}, wanted {wanted}")
        if refused(door, person):
            break  # the guard refused, which does not look at the method
    return faults


def expected(door: Door, thing: Thing, person: Person) -> str:
    """ "open", "come in", "403" or "404"."""
    return refused(door, person) or ("open" if thing.of is None or person.name in thing.of else "404")


def refused(door: Door, person: Person) -> str:
    """How the guard refuses the person, whatever the object: "come in", "403", "404", or ""."""
    guard, right = door.declared.guard, door.declared.right
    if guard in _COMES_IN and not person.signed_in:
        return "come in"
    if guard in _COMES_IN and guard is not Guard.SIGNED_IN and not person.verified:
        return "come in"
    if right is not None:
        house = person.house if (guard is Guard.STAFF) == (person.house == "operator") else None
        if house is None or right not in rights_in(house):
            return "404"
        if right not in person.rights:
            return "403"
    return ""
