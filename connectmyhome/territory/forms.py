"""Postal code and commune; the desk's change of a designation."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from connectmyhome.operators import CODES, Utility, name_of
from connectmyhome.territory.models import Commune, UtilityChoices
from connectmyhome.territory.queries import communes_with
from portal.ui.forms import Form


class PlotForm(Form):
    """Where the home is, as far as it takes to say who connects it. A postal code of several communes asks
    which."""

    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        error_messages={"required": _("Enter the postal code of the plot")},
        widget=forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    commune = forms.ChoiceField(
        label=_("Commune"),
        help_text=_("This postal code belongs to several communes: choose yours."),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.found: QuerySet[Commune] | list[Commune] = []
        told = self.initial if data is None else data
        code = re.sub(r"\s", "", told.get("postal_code", ""))
        if re.fullmatch(r"[1-9][0-9]{3}", code):
            self.found = list(communes_with(code))
        if len(self.found) > 1:
            self.fields["commune"].choices = [(each.nis, each.name) for each in self.found]  # type: ignore[attr-defined]
        else:
            del self.fields["commune"]

    def clean_postal_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["postal_code"])
        if not re.fullmatch(r"[1-9][0-9]{3}", code):
            raise ValidationError(_("Enter the postal code with four digits, such as 5000"))
        if not self.found:
            raise ValidationError(_("Enter a postal code of Wallonia: we connect no homes at this one"))
        return code

    @property
    def commune_chosen(self) -> Commune | None:
        """The commune, once it is sure."""
        if not self.is_bound or not self.is_valid():
            return None
        chosen = self.cleaned_data.get("commune")
        return next((each for each in self.found if len(self.found) == 1 or each.nis == chosen), None)


class DesignateForm(Form):
    """A further operator of the commune."""

    utility = forms.ChoiceField(label=_("Utility"), choices=UtilityChoices.choices)
    operator = forms.ChoiceField(label=_("Operator"), choices=[(code, name_of(code)) for code in CODES])
    partly = forms.BooleanField(label=_("For some streets of the commune only"), required=False)
    start = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}),
        error_messages={"required": _("Enter the first day"), "invalid": _("Enter the day as 31/12/2026")},
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The decree, the letter or the page that says so."),
        max_length=200,
        error_messages={"required": _("Say where this is written")},
    )

    @property
    def chosen_utility(self) -> Utility:
        return Utility(self.cleaned_data["utility"])


class EndForm(Form):
    """The end of a designation."""

    end = forms.DateField(
        label=_("No longer from"),
        widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}),
        error_messages={"required": _("Enter the day"), "invalid": _("Enter the day as 31/12/2026")},
    )
