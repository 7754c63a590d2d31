"""What a holder asks for: one request, or a list of them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mandates.forms.terms import TermsForm
from mandates.operations.asking import REFERENCE_LENGTH, Wish
from portal.primitives.errors import InvalidValue
from portal.primitives.lists import decode
from portal.ui.forms import OnceForm

LARGEST_FILE = 1024 * 1024  # bytes: 5,000 lines take half of it


class AskedTermsForm(TermsForm):
    """Terms as a holder wishes them."""

    ends_hint = _("At most three years from now. The customer may end it earlier.")


class RequestForm(AskedTermsForm):
    """One request, to one customer."""

    eans = forms.CharField(
        label=_("EAN numbers"),
        max_length=1_000,
        help_text=_("Of one customer, one per line: electricity and gas, for example. At most ten."),
        error_messages={"required": _("Enter the EAN number")},
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=REFERENCE_LENGTH,
        required=False,
        help_text=_("For yourself: the customer does not see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("eans", "reference")

    @property
    def wish(self) -> Wish:
        """Once each field is clean."""
        eans = [text for text in re.split(r"[\n,;]", self.cleaned_data["eans"]) if text.strip()]
        return Wish(tuple(eans), self.terms, self.cleaned_data["reference"])


class ListForm(AskedTermsForm, OnceForm):
    """A list of EANs; what a line leaves out is as in the other fields."""

    lines = forms.CharField(
        label=_("EAN numbers"),
        max_length=500_000,
        required=False,
        strip=False,
        help_text=_("One per line, with your reference behind a semicolon if you like."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        help_text=_(
            "Columns: EAN, reference, detail, data from, data to, until. At most 5,000 lines; each is a request "
            "of its own."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    field_order = ("token", "lines", "file")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = cleaned.get("file")
        if given is not None and given.size > LARGEST_FILE:
            self.add_error("file", ValidationError(_("Give a file of at most 1 MB"), code="too_large"))
        elif given is not None:
            try:
                cleaned["lines"] = decode(given.read())
            except InvalidValue:
                self.add_error("file", ValidationError(_("Give a CSV file, saved as text"), code="not_text"))
        elif not cleaned.get("lines", "").strip() and "lines" not in self.errors:
            self.add_error("lines", ValidationError(_("Enter at least one EAN number, or choose a file")))
        return cleaned
