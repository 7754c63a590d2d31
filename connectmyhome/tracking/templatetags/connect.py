"""Words of connections for templates."""

from django import template
from django.utils.translation import pgettext

from connectmyhome.legs.models import Leg, PartyChoices
from connectmyhome.legs.states import Party
from connectmyhome.operators import name_of

register = template.Library()


@register.filter
def operator_name(code: str) -> str:
    return name_of(code)


@register.filter
def party_of(party: str, leg: Leg) -> str:
    """Who did a step, for the applicant."""
    match Party(party):
        case Party.OPERATOR:
            return leg.operator_name
        case Party.APPLICANT:
            return pgettext("who did a step", "you")
    return str(PartyChoices(party).label)
