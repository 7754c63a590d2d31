"""The demo's look: the supplier of Claire's home looked at it, and Claire asks why."""

from datetime import datetime

from portal.access.actor import Actor, ActorKind
from portal.access.journal import lines
from portal.accounts.models import Organisation
from portal.customers.queries import lived_in_on
from portal.identity.models import User
from portal.pages.demo.people import CLAIRE, SUPPLIER
from portal.pages.journal.operations import ask_about
from portal.pages.journal.queries import Choice, lines_about
from portal.primitives.period import belgian_day
from portal.suppliers.operations import show


def ask_about_a_look(*, now: datetime) -> None:
    """Call it once the organisations are admitted: a case then waits for the data protection officer."""
    supplier = Organisation.objects.get(gln=SUPPLIER["gln"])
    sara = User.objects.get(email="sara@coin.example")
    looker = Actor(
        ActorKind.MEMBER,
        id=str(sara.public_id),
        user_id=sara.pk,
        organisation=str(supplier.public_id),
        organisation_id=supplier.pk,
        role="member",
    )
    homes = lived_in_on(belgian_day(now)).filter(customer__market_id=CLAIRE.id)
    home = homes.select_related("access_point").order_by("pk")[0]
    show(actor=looker, public_id=home.access_point.public_id, now=now)
    claire = User.objects.get(email=CLAIRE.email)
    resident = Actor(ActorKind.RESIDENT, id=str(claire.public_id), user_id=claire.pk)
    line = lines(lines_about(resident, Choice(who=looker.organisation)), reader=resident.id)[0]
    ask_about(line=line, words="Pourquoi mon fournisseur regarde-t-il mon compteur ?", actor=resident, now=now)
