"""Words of connections for templates."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import gettext as _

from connectmyhome.legs.models import Leg, PartyChoices
from connectmyhome.legs.states import Party
from connectmyhome.operators import name_of
from portal.ui import formats

register = template.Library()


@register.filter
def euros(amount: Decimal) -> str:
    """An amount as the reader writes it: 1 234,50 €, € 1.234,50, €1,234.50."""
    return format_currency(amount, "EUR", locale=formats.locale())


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
            return _("you")
    return str(PartyChoices(party).label)
