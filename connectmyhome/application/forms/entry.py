"""Beginning, and coming back."""

from secrets import token_urlsafe

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.reference import parse_reference
from portal.identity.forms import EmailField
from portal.ui.forms import Form


class BeginForm(Form):
    """The address to which the reference and the link go; where the home is, is known already."""

    postal_code = forms.CharField(widget=forms.HiddenInput, required=False)
    commune = forms.CharField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, initial=token_urlsafe)
    email = EmailField(help_text=_("Your reference goes there, and a link to come back to your application."))


class ResumeForm(Form):
    """Reference and address."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It stands in our e-mails and looks like CMH-7K4M-92QX."),
        max_length=40,
        error_messages={"required": _("Enter the reference of your application")},
        widget=forms.TextInput(
            attrs={"class": "w-id", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    email = EmailField(help_text=_("The one that messages about it go to."))

    def clean_reference(self) -> str:
        found = parse_reference(self.cleaned_data["reference"])
        if not found:
            raise ValidationError(_now("Check the reference: it looks like CMH-7K4M-92QX"))
        return found
