"""The menu of the desk in its frame."""

from typing import Any

from django import template

from portal.accounts import desk
from portal.ui.guards import rights_of

register = template.Library()


@register.inclusion_tag("accounts/desk_menu.html", takes_context=True)
def desk_menu(context: template.Context) -> dict[str, Any]:
    """The pages of the desk that this member of staff may open."""
    request = context["request"]
    return {"links": desk.links(rights_of(request), request.path)}
