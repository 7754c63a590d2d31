"""Words of connections for templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from connectmyhome.legs.models import Leg, PartyChoices, UnitChoices
from connectmyhome.legs.states import Party
from connectmyhome.operators import name_of
from portal.ui import formats

register = template.Library()


@register.filter
def euros(amount: Decimal) -> str:
    """1 234,50 €."""
    return formats.with_unit(formats.number(amount, 2), "€")


@register.filter
def operator_name(code: str) -> str:
    return name_of(code)


@register.filter
def unit_words(unit: str) -> str:
    """Of a legal term: calendar days, working days."""
    return str(UnitChoices(unit).label)


@register.filter
def party_of(party: str, leg: Leg) -> str:
    """Who did a step, for the applicant."""
    match Party(party):
        case Party.OPERATOR:
            return leg.operator_name
        case Party.APPLICANT:
            return _("you")
    return str(PartyChoices(party).label)
