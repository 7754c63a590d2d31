"""The demo's application for connections: Camille builds in Namur, and each operator is somewhere else with it."""

from datetime import datetime, timedelta
from decimal import Decimal

from connectmyhome.application import operations as applications
from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application
from connectmyhome.application.wanted import utilities_by_operator
from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.operations import asking, offering, studying
from connectmyhome.operators import Operator, Utility
from connectmyhome.territory.models import Commune
from portal.access.actor import Actor, ActorKind
from portal.accounts.models import Organisation, OrganisationKind
from portal.documents import pdf
from portal.documents.model import Confidentiality, Document, Facts, Paragraph
from portal.primitives.period import belgian_day
from portal.uploads.documents import CheckedPdf

NAME = "Camille Laurent"
_NAMUR = "92094"


def apply_for_connections(*, now: datetime) -> None:
    """Call it once communes and network operators are there."""
    sent = now - timedelta(days=12)
    today = belgian_day(now)
    application = applications.begin(
        language="fr",
        email="camille@raccord.example",
        mobile="+32470000071",
        commune=Commune.objects.get(nis=_NAMUR),
        postal_code="5000",
        client="demo",
        now=sent,
    )
    answers = {
        Key.ROLE: "owner",
        Key.NAME: NAME,
        Key.INVOICE_TO: "applicant",
        Key.INVOICE_STREET: "Rue de Bruxelles",
        Key.INVOICE_HOUSE_NUMBER: "61",
        Key.INVOICE_POSTAL_CODE: "5000",
        Key.INVOICE_LOCALITY: "Namur",
        Key.POSTAL_CODE: "5000",
        Key.STREET: "Avenue des Tilleuls",
        Key.HOUSE_NUMBER: "18",
        Key.WORKS: "new",
        Key.BUILDING: "house",
        Key.DWELLINGS: "1",
        Key.UTILITIES: [each.value for each in Utility],
        Key.SITE_SUPPLY: "no",
        Key.COOKING: "electric",
        Key.HEAT_PUMP_KW: "4",
        Key.SOLAR_KW: "5",
        Key.ELECTRICITY_KVA: "17.3",
        Key.ELECTRICITY_PHASES: "three_neutral",
        Key.GAS_KW: "24",
        Key.WATER_DIAMETER: "25",
        Key.CERTIBEAU: "planned",
        Key.TELECOM_OPERATORS: ["proximus", "orange"],
        Key.TELECOM_MEDIUM: "fibre",
        Key.PERMIT_NUMBER: "PU/2026/0214",
        Key.PERMIT_DATE: (today - timedelta(days=90)).isoformat(),
        Key.WANTED_FROM: (today + timedelta(days=30)).isoformat(),
        Key.WANTED_UNTIL: (today + timedelta(days=75)).isoformat(),
    }
    applications.save(application=application, answers=answers, revision=application.revision, now=sent)
    for kind, title in ((AttachmentKind.SITE_PLAN, "Plan d’implantation"), (AttachmentKind.PERMIT, "Permis")):
        checked = _paper(title, "Avenue des Tilleuls 18, 5000 Namur", sent)
        applications.attach(application=application, kind=kind, checked=checked, name=f"{kind}.pdf", now=sent)
    for operator in utilities_by_operator(application, now=sent):
        applications.consent(application=application, operator=operator, language="fr", now=sent)
    applications.send(application=application, now=sent)
    _let_operators_answer(application, now)


def _let_operators_answer(application: Application, now: datetime) -> None:
    """Electricity is accepted, gas misses a photo, water asks, and two telecom operators have offered."""
    electricity = _leg(application, Operator.ORES, Utility.ELECTRICITY)
    offer = _offer(electricity, "ORES-26-11873", "1184.00", now - timedelta(days=6))
    offering.accept(offer=offer, actor=Actor(ActorKind.ANONYMOUS), now=now - timedelta(days=5))
    asking.miss(
        leg=_leg(application, Operator.ORES, Utility.GAS),
        document=AttachmentKind.PHOTO,
        text="Une photo de la façade, prise de la rue, avec l’endroit prévu pour le compteur.",
        actor=_of(Operator.ORES),
        now=now - timedelta(days=4),
    )
    water = _leg(application, Operator.SWDE, Utility.WATER)
    studying.begin_study(leg=water, own_reference="W-4471", actor=_of(Operator.SWDE), now=now - timedelta(days=4))
    asking.ask(
        leg=water,
        text="À quelle distance de la limite du terrain se trouvera le regard du compteur ?",
        actor=_of(Operator.SWDE),
        now=now - timedelta(days=2),
    )
    _offer(_leg(application, Operator.PROXIMUS, Utility.TELECOM), "PX-90214", "199.00", now - timedelta(days=3))
    _offer(_leg(application, Operator.ORANGE, Utility.TELECOM), "OR-55-118", "149.50", now - timedelta(days=1))


def _leg(application: Application, operator: Operator, utility: Utility) -> Leg:
    return application.legs.get(operator=operator, utility=utility)


def _offer(leg: Leg, reference: str, amount: str, now: datetime) -> Offer:
    actor = _of(Operator(leg.operator))
    studying.begin_study(leg=leg, own_reference=reference, actor=actor, now=now - timedelta(hours=20))
    text = f"Raccordement : {leg.get_utility_display()}, Avenue des Tilleuls 18, 5000 Namur"
    return offering.make_offer(
        leg=leg,
        amount=Decimal(amount),
        valid_until=belgian_day(now) + timedelta(days=30),
        checked=_paper(f"Offre {reference}", text, now, amount=f"{amount} EUR"),
        actor=actor,
        now=now,
    )


def _of(operator: Operator) -> Actor:
    """Somebody who acts for the operator."""
    organisation = Organisation.objects.get(kind=OrganisationKind.NETWORK_OPERATOR, operator=operator)
    return Actor(
        ActorKind.MEMBER,
        id=str(organisation.public_id),
        organisation=str(organisation.public_id),
        organisation_id=organisation.pk,
        role="member",
    )


def _paper(title: str, text: str, now: datetime, *, amount: str = "") -> CheckedPdf:
    facts = (Facts((("Prix, TVA comprise", amount),)),) if amount else ()
    document = Document(title, (Paragraph(text), *facts), belgian_day(now), Confidentiality.CONFIDENTIAL)
    return CheckedPdf(pdf.report(document, language="fr"), 1, held=False)
