"""What a member searches the list for. It may be an EAN or an address: it is sent by POST and kept in the session,
so that pages and exports of what was found follow it, and no address holds it."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import Form

LONGEST = 80
_KEPT = "access_points_search"


class SearchForm(Form):
    """A part of the EAN or of the address; empty for all."""

    search = forms.CharField(
        label=_("Part of the EAN or of the address"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
    )


def kept(request: HttpRequest) -> str:
    """What this session searches for; "" for all."""
    found: str = request.session.get(_KEPT, "")
    return found


def keep(request: HttpRequest, search: str) -> None:
    request.session[_KEPT] = search
