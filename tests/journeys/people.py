"""Who visits the listed pages, with the homes and the session that they come with."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from connectmyhome.application.answers import Key
from connectmyhome.legs.erasures.operations import ask as ask_to_erase
from mandates.operations.listing import ask_for_list
from mandates.papers.states import PaperState
from mandates.states import MandateState, Way
from mandates.terms import terms_of
from portal.access.kinds import Granularity
from portal.accounts.models import OrganisationKind
from portal.accounts.roles import STAFF_ROLES, Role
from portal.correspondence.lists import Target
from portal.correspondence.models import Letter, Preference
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.states import PreferenceState
from portal.grid.models import AccessPoint, MeterKind
from portal.identity.http import VERIFIED_AT
from portal.identity.models import User
from portal.identity.sessions import SIGNED_IN_AT, SessionStore
from portal.look_up.models import LookUp
from portal.look_up.states import LookUpState
from portal.primitives.period import belgian_day, years_before
from tests.connectmyhome import factories as applications
from tests.connectmyhome.legs.pages import busy
from tests.connectmyhome.scenes import a_leg
from tests.connectmyhome.tracking.applicants import let_in
from tests.consumption.bulk_export.made import an_export
from tests.consumption.pages.homes import a_home, furnish, furnish_gas, read_by_hand
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory, a_member, a_member_of_staff, an_ean
from tests.journeys import tracking, work_days
from tests.mandates.factories import a_mandate, a_request, acting_for
from tests.mandates.papers.people import DOUBTS, a_mandate_to_sign, a_reader, grantor_of, sent
from tests.mandates.welfare.office import a_home as lived_in
from tests.mandates.welfare.office import a_worker, an_office, looked_up
from tests.portal.accounts.webhooks.receiver import a_network_operator, told_in_each_way
from tests.portal.api.programs import a_client
from tests.portal.cases.scenes import asked_about, waiting_for
from tests.portal.suppliers.supply import a_supplied_home, a_supplier

# Addresses that a path may hold: {home}, {gas}, {annual}.
Places = dict[str, str]


def session_of(user: User, *, verified: bool = True) -> SessionStore:
    """A session of `user`; `verified` with the second factor given a moment ago."""
    moment = int(timezone.now().timestamp())
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="test", confirmed=True)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SIGNED_IN_AT] = moment
    if verified:
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session[VERIFIED_AT] = moment
    session.save()
    return session


def client_of(user: User) -> Client:
    """The test client of somebody who is signed in, second factor included."""
    client = Client()
    client.cookies["raccord"] = str(session_of(user).session_key)
    return client


def member_of(kind: OrganisationKind, role: Role) -> User:
    """Somebody who acts for an organisation of this kind: a third party, a supplier, the office of Namur."""
    lacks = {
        OrganisationKind.SUPPLIER: {"gln": "5411234500016"},
        OrganisationKind.WELFARE_OFFICE: {"municipality": "92094"},
    }
    organisation = OrganisationFactory(kind=kind, name="Conseil Énergie Meuse", **lacks.get(kind, {}))
    return a_member(organisation, role, name="Louise Renard", mobile="+32470123457")


def _stranger() -> tuple[SessionStore | None, Places]:
    return None, {}


def _half() -> tuple[SessionStore | None, Places]:
    """Has given the password and not yet the second factor."""
    return session_of(_a_user(), verified=False), {}


def _newcomer() -> tuple[SessionStore | None, Places]:
    """Has an account and no home."""
    return session_of(_a_user()), {}


def _resident() -> tuple[SessionStore | None, Places]:
    """Has electricity with panels, gas, and a meter that a person reads."""
    user = _a_user()
    home, gas = a_home(user), a_home(user, gas=True)
    today = belgian_day(timezone.now())
    for last in (today - timedelta(days=2), years_before(today, 1)):
        furnish(home, last - timedelta(days=40), last, tariffs=True)
        furnish_gas(gas, last - timedelta(days=40), last)
    places = {"home": _key(home), "gas": _key(gas), "annual": _key(_annual(user, today))}
    return session_of(user), places | a_letter_to(home)


def _looking_up() -> tuple[SessionStore | None, Places]:
    """Has entered the two numbers and waits for the code."""
    look_up = LookUp.objects.create(language="fr", requested_at=timezone.now())
    session = SessionStore()
    session["look_up_pending"] = look_up.pk
    session.save()
    return session, {}


def _looked_up() -> tuple[SessionStore | None, Places]:
    """Has given the code that opens the annual history."""
    now = timezone.now()
    annual = _annual(None, belgian_day(now))
    look_up = LookUp.objects.create(
        language="fr",
        state=LookUpState.CONFIRMED,
        occupancy=annual.occupancies.get(),
        requested_at=now,
        judged_at=now,
        confirmed_at=now,
    )
    session = SessionStore()
    session["look_up"] = {"id": look_up.pk, "public_id": str(look_up.public_id)}
    session.save()
    return session, {"annual": _key(annual)}


def _adding_a_home() -> tuple[SessionStore | None, Places]:
    """Is signed in, and has given the code of another home."""
    looked_up, places = _looked_up()
    assert looked_up is not None
    session = session_of(_a_user())
    session["look_up"] = looked_up["look_up"]
    session.save()
    return session, places


def _staff() -> tuple[SessionStore | None, Places]:
    """Holds every role of the desk; beside a colleague."""
    colleague = a_member_of_staff(Role.CONTACT_CENTRE, name="Thomas Delvaux")
    member = a_member_of_staff(*STAFF_ROLES, name="Inès Moreau")
    organisation = OrganisationFactory(enterprise_number="0428759497", administrator_email="louise@example.org")
    return session_of(member), {"colleague": str(colleague.public_id), "organisation": str(organisation.public_id)}


def _administrator() -> tuple[SessionStore | None, Places]:
    """Administers a third party, beside a member."""
    administrator = member_of(OrganisationKind.THIRD_PARTY, Role.ADMINISTRATOR)
    own = administrator.memberships.get()
    member = a_member(own.organisation, Role.MEMBER).memberships.get()
    return session_of(administrator), {"member": str(member.public_id), "own_membership": str(own.public_id)}


def _welfare_office() -> tuple[SessionStore | None, Places]:
    """Runs a social welfare office, and has looked up a home with electricity and gas; so has a colleague."""
    office, now = an_office(), timezone.now()
    head = a_worker(office, Role.ADMINISTRATOR, name="Nadine Collard")
    home, last = lived_in(), belgian_day(now) - timedelta(days=2)
    gas = lived_in(customer=home.customer, gas=True)
    furnish(home.access_point, last - timedelta(days=400), last)
    furnish_gas(gas.access_point, last - timedelta(days=400), last)
    made = looked_up(head, home, now=now)
    looked_up(a_worker(office, name="Pierre Goffin"), home, now=now, case="2026/0204")
    return session_of(User.objects.get(pk=head.user_id)), {"dossier": str(made.public_id)}


def _asking() -> tuple[SessionStore | None, Places]:
    """Does not recognise lines of the journal."""
    user = _a_user()
    return session_of(user), asked_about(user, a_member_of_staff(Role.DATA_PROTECTION_OFFICER))


def _officer() -> tuple[SessionStore | None, Places]:
    """Protects data at the operator."""
    officer = a_member_of_staff(Role.DATA_PROTECTION_OFFICER, name="Hugo Maes")
    return session_of(officer), waiting_for(officer)


def _supplier() -> tuple[SessionStore | None, Places]:
    """Supplies a home, and told of its customer."""
    home = a_supplied_home()
    return session_of(a_member(a_supplier(), Role.READER)), {"supplied": _key(home)}


def _holder() -> tuple[SessionStore | None, Places]:
    """Administers an energy adviser with mandates, a bulk export that is ready, and a program."""
    administrator = member_of(OrganisationKind.THIRD_PARTY, Role.ADMINISTRATOR)
    holder = administrator.memberships.get().organisation
    home, gas = a_home(None), a_home(None, gas=True)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    for end in (last, years_before(last, 1)):
        furnish(home, end - timedelta(days=40), end)
        furnish_gas(gas, end - timedelta(days=40), end)
    a_mandate(home.occupancies.get(), holder=holder, granularity=Granularity.INTERVAL)
    a_mandate(gas.occupancies.get(), holder=holder, data_start=last - timedelta(days=20))
    exported = an_export(holder, administrator)
    a_client(holder)
    places = {"lent": _key(home), "lent_gas": _key(gas), "export": str(exported.public_id)}
    return session_of(administrator), places


def _signing() -> tuple[SessionStore | None, Places]:
    """Has a mandate to sign, one that counts, and a request to answer."""
    mandate = a_mandate_to_sign()
    home = mandate.scopes.select_related("occupancy")[0].occupancy
    active, asked = a_mandate(home), a_mandate(home, state=MandateState.REQUESTED)
    places = {"to_sign": mandate, "granted": active, "asked": asked, "to": mandate.holder}
    return session_of(grantor_of(mandate)), {name: str(made.public_id) for name, made in places.items()}


def _requesting() -> tuple[SessionStore | None, Places]:
    """Acts for an organisation that asked for a mandate."""
    mandate = a_request([an_ean(4711)], reference="D-17")
    held = a_mandate(OccupancyFactory(customer__name="Claire Lefèvre"), holder=mandate.holder)
    sent_in = ask_for_list(
        holder=mandate.holder,
        actor=acting_for(mandate.holder),
        text=f"{an_ean(4712)};D-18\n{an_ean(4711)}\n5414;D-19",
        terms=terms_of(mandate),
        token=uuid4(),
        now=timezone.now(),
    )
    places = {"request": mandate, "held": held, "list": sent_in}
    return session_of(a_member(mandate.holder)), {name: str(made.public_id) for name, made in places.items()}


def _reading() -> tuple[SessionStore | None, Places]:
    """Judges signed papers, and has one in hand about which the portal found much to say."""
    reader = a_reader()
    told = {"state": PaperState.REVIEW, "findings": DOUBTS, "handler": str(reader.public_id)}
    paper = sent(a_mandate_to_sign(), way=Way.ELSEWHERE, **told)
    return session_of(reader), {"paper": str(paper.public_id)}


def _applying() -> tuple[SessionStore | None, Places]:
    """Fills in an application in Couvin, and has sent one for Namur."""
    plot = applications.a_commune(applications.COUVIN)
    coming = belgian_day(timezone.now()) + timedelta(days=30)
    site = {Key.SITE_SUPPLY: "yes", Key.TEMPORARY_KVA: "13.9"}
    dates = {Key.TEMPORARY_FROM: coming.isoformat(), Key.TEMPORARY_UNTIL: coming.isoformat()}
    filling = applications.an_application(commune=plot, answers={Key.ROLE: "agent", **site, **dates})
    applied = applications.a_sent_application()
    session = let_in(filling, applied)
    session["application_link"] = "a-link"
    session.save()
    return session, {"filling": filling.reference, "sent": applied.reference}


def _network_operator() -> tuple[SessionStore | None, Places]:
    """Administers a network operator that is to erase something, and one of whose programs took events and refused
    one."""
    endpoint = told_in_each_way(a_network_operator())
    leg, now = a_leg(own_reference="OR-2026-17"), timezone.now()
    for code in ("ores", "resa"):
        ask_to_erase(application=leg.application, operator=code, now=now)
    administrator = a_member(endpoint.organisation, Role.ADMINISTRATOR, name="Eva Lambert")
    return session_of(administrator), {"endpoint": str(endpoint.public_id)}


def _signed_in(made: tuple[User, Places]) -> tuple[SessionStore | None, Places]:
    return session_of(made[0]), made[1]


PEOPLE: dict[str, Callable[[], tuple[SessionStore | None, Places]]] = {
    "stranger": _stranger,
    "half": _half,
    "newcomer": _newcomer,
    "resident": _resident,
    "looking_up": _looking_up,
    "looked_up": _looked_up,
    "adding_a_home": _adding_a_home,
    "staff": _staff,
    "administrator": _administrator,
    "welfare_office": _welfare_office,
    "asking": _asking,
    "officer": _officer,
    "supplier": _supplier,
    "holder": _holder,
    "signing": _signing,
    "requesting": _requesting,
    "reading": _reading,
    "agreeing": work_days.agreeing,
    "planning": lambda: _signed_in(work_days.planning()),
    "coordinator": lambda: _signed_in(work_days.coordinator()),
    "applicant": tracking.applicant,
    "applying": _applying,
    "network_operator": _network_operator,
    "connecting": lambda: _signed_in(busy(timezone.now())),
}


def _a_user() -> User:
    return UserFactory(name="Claire Delvaux", mobile="+32470123456", email_confirmed_at=timezone.now())


def _annual(user: User | None, today: date) -> AccessPoint:
    annual = a_home(user, kind=MeterKind.ANNUAL)
    last = today - timedelta(days=30)
    read_by_hand(annual, (years_before(last, 2), 1_200_000), (years_before(last, 1), 4_700_000), (last, 7_900_000))
    return annual


def a_letter_to(home: AccessPoint, code: str = "readings") -> Places:
    """A digital letter that asks for a reading, unread."""
    now, occupancy = timezone.now(), home.occupancies.get()
    Preference.objects.create(occupancy=occupancy, state=PreferenceState.DIGITAL, changed_at=now)
    described = {"code": code, "kind": "reading_request", "due_on": belgian_day(now) + timedelta(days=21)}
    campaign = campaigns.prepare(described=described | {"texts": {}, "selection": {"listed": True}}, now=now)
    campaigns.add_targets(campaign=campaign, targets=[Target(1, home.ean)])
    campaigns.run(campaign=campaign, now=now)
    issue_next(campaign_id=campaign.pk, now=now)
    return {"letter": str(Letter.objects.get(campaign=campaign).public_id), "occupancy": str(occupancy.public_id)}


def _key(access_point: AccessPoint) -> str:
    return str(access_point.public_id)
