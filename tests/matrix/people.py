"""Everybody who may knock at a door of the portal, each in an own house and with somebody alike in another one."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from portal.accounts.models import Organisation, OrganisationKind
from portal.accounts.roles import MEMBER_ROLES, RIGHTS, STAFF_ROLES, House, Role
from portal.identity.models import Session, User
from portal.ui.guards import Right
from tests.factories import OrganisationFactory, UserFactory, a_member, a_member_of_staff
from tests.journeys.people import session_of

OWN, OTHER = "own", "other"  # two organisations of each kind, two residents
_KINDS = {
    OrganisationKind.THIRD_PARTY: {},
    OrganisationKind.SUPPLIER: {OWN: {"gln": "5400000000010"}, OTHER: {"gln": "5400000000027"}},
    OrganisationKind.WELFARE_OFFICE: {OWN: {"municipality": "92094"}, OTHER: {"municipality": "62063"}},
    OrganisationKind.NETWORK_OPERATOR: {OWN: {"operator": "ores"}, OTHER: {"operator": "resa"}},
}


@dataclass(frozen=True)
class Person:
    """Somebody with what a session remembers. `house` is where the rights are held; None for residents."""

    name: str
    user: User | None
    client: Client
    house: House | None = None
    organisation: Organisation | None = None
    rights: frozenset[Right] = frozenset()
    verified: bool = True

    @property
    def signed_in(self) -> bool:
        return self.user is not None


@dataclass
class People:
    organisations: dict[tuple[OrganisationKind, str], Organisation] = field(default_factory=dict)
    by_name: dict[str, Person] = field(default_factory=dict)

    def __iter__(self):
        return iter(self.by_name.values())

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name]

    def add(self, name: str, user: User | None, *, verified: bool = True, **told: object) -> None:
        client = Client(raise_request_exception=False)
        if user is not None:
            client.cookies["raccord"] = session_of(user, verified=verified).session_key
        self.by_name[name] = Person(name, user, client, verified=verified, **told)  # type: ignore[arg-type]


def everybody() -> People:
    """A stranger, somebody without the second factor, two residents, each role of the staff, and each role of two
    organisations of each kind."""
    people = People()
    people.add("stranger", None)
    people.add("half", UserFactory(), verified=False)
    for name in (OWN, OTHER):
        people.add(f"resident {name}", UserFactory(email_confirmed_at=timezone.now(), mobile="+32470123456"))
    for role in STAFF_ROLES:
        rights = RIGHTS[House.OPERATOR][role]
        people.add(f"staff {role}", a_member_of_staff(role), house=House.OPERATOR, rights=rights)
    for kind, details in _KINDS.items():
        for name in (OWN, OTHER):
            organisation = OrganisationFactory(kind=kind, **details.get(name, {}))
            people.organisations[kind, name] = organisation
            for role in MEMBER_ROLES if name == OWN else (Role.ADMINISTRATOR,):
                people.add(
                    f"{kind} {role} {name}",
                    a_member(organisation, role),
                    house=organisation.house,
                    organisation=organisation,
                    rights=RIGHTS[organisation.house][role],
                )
    # A look at a session that is old enough is noted in it: a thousand times over, and taken back each time.
    Session.objects.update(seen_at=timezone.now() + timedelta(hours=1))
    return people
