"""The objects that URLs take: somebody's own, somebody else's, nobody's; and to whom each opens."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from connectmyhome.territory.models import Designation
from connectmyhome.territory.operations import load_communes
from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.states import ExportState, Outcome
from consumption.closing_pack.models import ClosingPack
from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.states import ReadingState
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation, OrganisationKind
from portal.accounts.roles import Role
from portal.correspondence.models import Campaign
from portal.customers.models import Occupancy
from portal.ean_delivery.models import Call, EanRequest
from portal.grid.models import MeterKind
from portal.primitives.period import belgian_day
from portal.ui.guards import Right
from tests.consumption.pages.homes import a_home
from tests.consumption.pages.homes import furnish as furnish_home
from tests.factories import OccupancyFactory, a_member, an_ean
from tests.journeys.people import a_letter_to
from tests.mandates.factories import a_mandate
from tests.mandates.welfare.office import a_home as lived_in
from tests.mandates.welfare.office import acting, looked_up
from tests.matrix import looks
from tests.matrix.legs import LEGS
from tests.matrix.making import Make, Thing, at_desk, nobodys, of_members, of_residents
from tests.matrix.mandates import MANDATES
from tests.matrix.people import OTHER, OWN, People, Person
from tests.matrix.workday import WORKDAY
from tests.portal.api.programs import a_client

# Who knows such an address may use it: the room's own tests hold what it shows.
OPEN = frozenset(
    {
        "messaging:twilio",
        "short_reading",
        "identity:reset",
        "ean_delivery:status",
        "ean_delivery:list_status",
        "demo:letter",
        "tracking:erased",
        "api:nothing",
        "application:link",
    }
)


def furnish(people: People, names: Collection[str]) -> dict[str, list[Thing]]:
    """The things of the URLs with these names; what nobody has is added to each."""
    made: dict[Make, list[Thing]] = {}
    found = {}
    for name in sorted(set(names) & set(THINGS)):
        make = THINGS[name]
        if make not in made:
            things = make(people)
            kwargs = {parameter: nobodys(value) for parameter, value in things[0].kwargs.items()}
            made[make] = [*things, Thing(kwargs, frozenset(), "nobody's")]
        found[name] = made[make]
    return found


def _home(person: Person) -> object:
    home = a_home(person.user)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    furnish_home(home, last - timedelta(days=3), last)
    return home.public_id


def _letter(person: Person) -> object:
    return UUID(a_letter_to(a_home(person.user), code=f"letters-{person.name}")["letter"])


def _occupancy(person: Person) -> object:
    return Occupancy.objects.get(access_point=a_home(person.user)).public_id


def _reading(person: Person | None) -> CustomerReading:
    home = a_home(person.user if person else None, kind=MeterKind.ANNUAL)
    now = timezone.now()
    return CustomerReading.objects.create(
        token=uuid4(),
        occupancy=home.occupancies.get(),
        meter=home.meters.get(),
        day=belgian_day(now),
        values={"1.8.1": 9_000_000},
        state=ReadingState.WAITING,
        actor_kind="resident",
        actor_id="",
        given_at=now,
        photo=b"\xff\xd8",
    )


def _pack(person: Person) -> object:
    end = belgian_day(timezone.now()) - timedelta(days=30)
    home = a_home(person.user, end=end)
    return ClosingPack.objects.create(occupancy=home.occupancies.get(), end=end, made_at=timezone.now()).public_id


def _call(people: People) -> list[Thing]:
    caller = people["staff contact_centre"]
    made = Call.objects.create(
        staff_id=str(caller.user.public_id),
        reference="T-1",
        at=timezone.now(),
        right=True,
        occupancy=OccupancyFactory(),
    )
    return [Thing({"public_id": made.public_id}, frozenset({caller.name}), "of its agent")]


def _ean_request(people: People) -> object:
    now = timezone.now()
    made = EanRequest.objects.create(
        token=uuid4(),
        reference="E-7",
        language="fr",
        occupancy=OccupancyFactory(),
        registered_at=now,
        answer_on=date(2030, 1, 1),
        changed_at=now,
    )
    return made.public_id


def _campaign(people: People) -> object:
    a_letter_to(a_home(None), code="campaign")
    return Campaign.objects.get(code="campaign").public_id


def _photo(people: People) -> list[Thing]:
    """Shown to who took the reading in hand."""
    handler = people["staff back_office"]
    made = _reading(None)
    CustomerReading.objects.filter(pk=made.pk).update(handler=str(handler.user.public_id))
    return [Thing({"public_id": made.public_id}, frozenset({handler.name}), "of its handler")]


def _commune(people: People) -> list[Thing]:
    load_communes(now=timezone.now())
    return [Thing({"nis": "92094"}, None, "Namur")]


def _designation(people: People) -> list[Thing]:
    load_communes(now=timezone.now())
    made = Designation.objects.filter(commune_id="92094").first()
    return [Thing({"nis": "92094", "designation": made.pk}, None, "of Namur")]


def _organisation(people: People) -> object:
    return people.organisations[OrganisationKind.THIRD_PARTY, OWN].public_id


def _members(people: People) -> list[Thing]:
    """One of each organisation of two, for its administrator."""
    made = []
    for name in (OWN, OTHER):
        administrator = people[f"{OrganisationKind.THIRD_PARTY} {Role.ADMINISTRATOR} {name}"]
        membership = administrator.user.memberships.get()
        made.append(Thing({"public_id": membership.public_id}, frozenset({administrator.name}), f"of {name}"))
    return made


def _dossiers(people: People) -> list[Thing]:
    """One dossier of today for each who looks up residents: nobody opens a colleague's."""
    made = []
    for person in list(people):
        if Right.LOOK_UP_RESIDENTS in person.rights and person.organisation and person.user:
            home = lived_in(municipality=person.organisation.municipality)
            actor = acting(person.user, person.organisation, Role.ADMINISTRATOR)
            found = looked_up(actor, home, now=timezone.now())
            made.append(Thing({"public_id": found.public_id}, frozenset({person.name}), f"of {person.name}"))
    return made


def _lent_home(holder: Organisation) -> dict[str, object]:
    home = a_home(None)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    furnish_home(home, last - timedelta(days=3), last)
    a_mandate(home.occupancies.get(), holder=holder, granularity=Granularity.INTERVAL)
    return {"public_id": home.public_id}


def _export(organisation: Organisation) -> dict[str, object]:
    """Ready, with one access point that is not visible."""
    now, today = timezone.now(), belgian_day(timezone.now())
    made = BulkExport.objects.create(
        organisation=organisation,
        user=a_member(organisation),
        granularity=Granularity.DAY,
        start=today - timedelta(days=9),
        end=today,
        state=ExportState.READY,
        asked_at=now,
        changed_at=now,
        expires_at=now + timedelta(days=7),
        total=1,
        done=1,
    )
    made.points.create(place=0, ean=an_ean(8_888_888), outcome=Outcome.NOT_VISIBLE)
    return {"public_id": made.public_id}


_clients = of_members(lambda organisation: {"public_id": a_client(organisation)[0].public_id})
_exports = of_members(_export)
_export_files = of_members(lambda organisation: _export(organisation) | {"energy": "gas"})
_lent_homes = of_members(_lent_home)
_endpoints = of_members(looks.an_endpoint, OrganisationKind.NETWORK_OPERATOR)
_events = of_members(looks.an_event, OrganisationKind.NETWORK_OPERATOR)
_erasures = of_members(looks.an_erasure, OrganisationKind.NETWORK_OPERATOR)


def _supplied(people: People) -> list[Thing]:
    made = [(name, *looks.supplied(people, name)) for name in (OWN, OTHER)]
    return [Thing({"public_id": key}, theirs, f"of the {name} supplier") for name, key, theirs in made]


def _line(people: People) -> list[Thing]:
    residents = [people[f"resident {name}"] for name in (OWN, OTHER)]
    return [Thing(looks.a_line(each), frozenset({each.name}), f"of {each.name}") for each in residents]


_own_home = of_residents(_home)
_own_letter = of_residents(_letter)
_own_occupancy = of_residents(_occupancy)
_one_campaign = at_desk(_campaign)
_own_reading = of_residents(lambda person: _reading(person).public_id)

THINGS: dict[str, Make] = {
    **LEGS,
    **MANDATES,
    **WORKDAY,
    "territory:commune": _commune,
    "territory:end": _designation,
    "accounts:member": at_desk(lambda people: people["staff back_office"].user.public_id),
    "accounts:organisation_for_staff": at_desk(_organisation),
    "accounts:propose_administrator": at_desk(_organisation),
    "accounts:organisation_member": _members,
    "ean_delivery:call": _call,
    "ean_delivery:handle": at_desk(_ean_request),
    "cases:handle": at_desk(looks.an_alert),
    "suppliers:access_point": _supplied,
    "pages:unknown_line": _line,
    "pages:question": of_residents(looks.a_question),
    "correspondence:letter": _own_letter,
    "correspondence:letter_pdf": _own_letter,
    "correspondence:digital": _own_occupancy,
    "correspondence:send_code": _own_occupancy,
    "correspondence:paper": _own_occupancy,
    "correspondence:pause": _one_campaign,
    "correspondence:go_on": _one_campaign,
    "by_letter:own": _own_home,
    "customer_readings:home": of_residents(lambda person: a_home(person.user, kind=MeterKind.ANNUAL).public_id),
    "customer_readings:reading": _own_reading,
    "customer_readings:confirm": _own_reading,
    "customer_readings:photo": _photo,
    "customer_readings:check": at_desk(lambda people: _reading(None).public_id),
    "closing_pack:download": of_residents(_pack),
    "bulk_export:export": _exports,
    "bulk_export:cancel": _exports,
    "bulk_export:outcome": _exports,
    "bulk_export:fetch": _export_files,
    "clients:client": _clients,
    "webhooks:endpoint": _endpoints,
    "webhooks:all_again": _endpoints,
    "webhooks:again": _events,
    "erasures:confirm": _erasures,
    "partner_consumption:history": _lent_homes,
    "partner_consumption:explore": _lent_homes,
    "partner_consumption:download": _lent_homes,
    "partner_consumption:intervals": _lent_homes,
    "consumption:history": _own_home,
    "consumption:explore": _own_home,
    "consumption:download": _own_home,
    "consumption:intervals": _own_home,
    "welfare:dossier": _dossiers,
    "welfare:dossier_pdf": _dossiers,
}
