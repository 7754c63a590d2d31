"""The form of a new client."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import Form


class ClientForm(Form):
    """What the organisation calls its program."""

    name = forms.CharField(
        label=_("Name of the program"),
        help_text=_("As your colleagues recognise it, for example “Energy dashboard”."),
        max_length=80,
        error_messages={"required": _("Give the program a name.")},
    )
