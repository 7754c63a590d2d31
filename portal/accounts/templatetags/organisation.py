"""The frame of the pages for organisations, and how their numbers are shown."""

from typing import Any

from django import template

from portal.accounts import organisation_menu as menu
from portal.primitives import enterprise_number as enterprise
from portal.primitives.communes import communes
from portal.primitives.network_operators import NAMES, Operator

register = template.Library()


@register.inclusion_tag("accounts/organisation_menu.html", takes_context=True)
def organisation_menu(context: template.Context) -> dict[str, Any]:
    """For whom the user acts, as what, and the pages that this opens."""
    request = context["request"]
    several = len(request.memberships) > 1
    return {"membership": request.membership, "several": several, "links": menu.links(request)}


@register.filter
def enterprise_number(digits: str) -> str:
    """Ten digits in groups."""
    return enterprise.grouped(digits)


@register.filter
def commune(nis_code: str) -> str:
    """The name of a Walloon commune; of an unknown code, the code."""
    return communes().get(nis_code, nis_code)


@register.filter
def operator_name(code: str) -> str:
    """A network operator of Connect My Home as people know it."""
    return NAMES[Operator(code)]
