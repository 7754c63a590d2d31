"""Applicants at their own application."""

from datetime import datetime
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from connectmyhome.application.access import key_of
from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from portal.identity.sessions import SessionStore
from tests.connectmyhome.legs.factories import a_leg, a_question, an_offer
from tests.connectmyhome.scenes import a_sent_application


def let_in(*applications: Application) -> SessionStore:
    """A session that may open these applications."""
    session = SessionStore()
    session["applications"] = [key_of(each) for each in applications]
    session.save()
    return session


def client_of(*applications: Application) -> Client:
    """The test client of somebody who began these applications."""
    client = Client()
    client.cookies["raccord"] = str(let_in(*applications).session_key)
    return client


def a_house(now: datetime | None = None, **told: object) -> Application:
    """A house in Namur with its five connections: ORES asks, and waits for a plan; SWDE is accepted; two telecom
    operators have made their offers."""
    now = now or timezone.now()
    application = a_sent_application(now, **told)
    electricity = a_leg(LegState.IN_STUDY, application=application, utility=Utility.ELECTRICITY, now=now)
    a_question(electricity, now=now)
    gas = a_leg(application=application, utility=Utility.GAS, now=now)
    a_question(gas, "site_plan", now=now)
    a_leg(LegState.ACCEPTED, application=application, operator=Operator.SWDE, now=now)
    for operator, amount in ((Operator.PROXIMUS, "199.00"), (Operator.ORANGE, "149.50")):
        telecom = a_leg(LegState.IN_STUDY, application=application, operator=operator, now=now)
        an_offer(telecom, now=now, amount=Decimal(amount))
    return application


def leg_of(application: Application, operator: Operator, utility: Utility | None = None) -> Leg:
    """The application's leg with this operator."""
    legs = application.legs.filter(operator=operator)
    return legs.get(utility=utility) if utility else legs.get()


def track(application: Application) -> str:
    return f"/en/connect/{application.reference}/track/"


def data(application: Application) -> str:
    return f"/en/connect/{application.reference}/data/"
