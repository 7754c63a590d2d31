"""What is asked of somebody who gets a role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import Form


class PersonForm(Form):
    """Name and address; without an account with this address, one is opened."""

    name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Enter the name of this person")}
    )
    email = forms.EmailField(
        label=_("Work e-mail address"),
        error_messages={
            "required": _("Enter the work e-mail address"),
            "invalid": _("Enter an e-mail address, such as name@example.be"),
        },
    )
