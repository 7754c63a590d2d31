"""The confirmation of a paper."""

from django import forms

from portal.ui.fields import OneTimeCodeField
from portal.ui.forms import Form


class SignForm(Form):
    """The code, and the hash of the paper that the page showed: another tab may have made another one."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    code = OneTimeCodeField()
