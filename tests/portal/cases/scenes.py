"""A resident whose home a company looked at, and the questions that follow."""

from datetime import timedelta

from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.access.journal import Line, lines
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.models import Rollup, Span
from portal.audit.operations import record
from portal.cases.models import Case
from portal.cases.operations import finish, open_case, take_in_hand
from portal.cases.states import Alert, CaseKind
from portal.customers.models import Occupancy
from portal.identity.models import User
from portal.pages.journal.operations import ask_about
from portal.pages.journal.queries import OTHERS, Choice, lines_about
from portal.primitives.period import Period, belgian_day, years_before
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory, a_member

Places = dict[str, str]


def a_resident(user: User) -> Actor:
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def an_officer(user: User) -> Actor:
    return Actor(ActorKind.STAFF, id=str(user.public_id), user_id=user.pk, role="data_protection_officer")


def look(home: Occupancy, actor: Actor, purpose: str, *, days: int = 0, kind: DataKind = DataKind.HISTORY) -> None:
    """`actor` saw the last year of the home, `days` ago."""
    today = belgian_day(timezone.now())
    record(
        code="disclosure",
        at=timezone.now() - timedelta(days=days),
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(home.customer.public_id),
        access_point_id=home.access_point_id,
        kinds=[kind],
        period=Period(years_before(today, 1), today),
        granularity="day",
        basis=LegalBasis.MANDATE if actor.organisation else LegalBasis.OPERATOR_TASK,
        purpose=purpose,
        channel="page",
    )


def a_home_looked_at(user: User) -> Occupancy:
    """By an energy adviser, by the adviser again the day before and the day before that, and by the staff."""
    home: Occupancy = OccupancyFactory(customer__user=user, customer__name=user.name)
    company = OrganisationFactory(name="Éco-Conseil SRL")
    adviser = a_member(company, name="Rémi Lambert")
    member = Actor(ActorKind.MEMBER, id=str(adviser.public_id), organisation=str(company.public_id), role="member")
    for days in range(3):
        look(home, member, "advice on heating", days=days)
    staff = Actor(ActorKind.STAFF, id=str(UserFactory().public_id), role="contact_centre")
    look(home, staff, "call 2026-118", kind=DataKind.TECHNICAL)
    return home


def questionable(user: User) -> list[Line]:
    """The lines of others in the journal of `user`, latest first."""
    actor = a_resident(user)
    return lines(lines_about(actor, Choice(who=OTHERS)), reader=actor.id)


def ask(user: User, line: Line) -> Case:
    words = "I have never heard of this company."
    return ask_about(line=line, words=words, actor=a_resident(user), now=timezone.now())


def asked_about(user: User, handler: User) -> Places:
    """A line to ask about, a question that waits, and one that was answered."""
    a_home_looked_at(user)
    company = [line for line in questionable(user) if line.organisation]
    waiting, answered = ask(user, company[1]), ask(user, company[2])
    officer, now = an_officer(handler), timezone.now()
    take_in_hand(case=answered, actor=officer, purpose="question of a resident", now=now)
    finish(
        case=answered, actor=officer, answer="You signed a mandate for them in March.\n\nYou can end it.", now=now
    )
    line = f"{company[0].day.isoformat()}/{company[0].key}"
    return {"line": line, "question": str(waiting.public_id), "answered": str(answered.public_id)}


def waiting_for(handler: User) -> Places:
    """A question at the desk, one in hand of `handler`, an alert, and counts."""
    resident, now = UserFactory(name="Claire Delvaux"), timezone.now()
    a_home_looked_at(resident)
    company = [line for line in questionable(resident) if line.organisation]
    case, taken = ask(resident, company[0]), ask(resident, company[1])
    take_in_hand(case=taken, actor=an_officer(handler), purpose="question of a resident", now=now)
    alert = {"alert": Alert.MANY_LOOK_UPS, "count": 53}
    open_case(key="many", kind=CaseKind.LOOK_UP_ALERT, detail=alert, now=now)
    company_id = company[0].group["organisation"]
    for number, kind in enumerate((DataKind.HISTORY, DataKind.TECHNICAL), 1):
        Rollup.objects.create(
            span=Span.DAY,
            start=belgian_day(now) - timedelta(days=1),
            actor_kind="member",
            organisation=company_id,
            role="member",
            kind=kind,
            channel="page",
            count=1234 * number,
        )
    return {"case": str(case.public_id), "taken": str(taken.public_id)}
