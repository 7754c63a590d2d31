"""The frame of the pages for organisations."""

from typing import Any

from django import template

from portal.accounts import organisation_menu as menu

register = template.Library()


@register.inclusion_tag("accounts/organisation_menu.html", takes_context=True)
def organisation_menu(context: template.Context) -> dict[str, Any]:
    """For whom the user acts, as what, and the pages that this opens."""
    request = context["request"]
    several = len(request.memberships) > 1
    return {"membership": request.membership, "several": several, "links": menu.links(request)}
