"""Which answers of a sent application may still be corrected, and their form.

Where the home is, what is built and what is asked for decide which operators have it: to change these, apply
again. What an operator's study is about may be corrected until the study begins.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Utility
from portal.ui.fields import no_ean
from portal.ui.forms import Form

_ALWAYS = (
    Key.NAME, Key.COMPANY, Key.STREET, Key.HOUSE_NUMBER, Key.CADASTRE, Key.PERMIT_NUMBER,
    Key.INVOICE_NAME, Key.INVOICE_STREET, Key.INVOICE_HOUSE_NUMBER, Key.INVOICE_POSTAL_CODE, Key.INVOICE_LOCALITY,
    Key.REMARK,
)  # fmt: skip
_BEFORE_STUDY = {
    Key.ELECTRICITY_KVA: Utility.ELECTRICITY,
    Key.GAS_KW: Utility.GAS,
    Key.WATER_DIAMETER: Utility.WATER,
}
_NOT_STUDIED = frozenset({LegState.SUBMITTED, LegState.INCOMPLETE})
_LABELS = {
    Key.NAME: _("Name"),
    Key.COMPANY: _("Company"),
    Key.STREET: _("Street of the plot"),
    Key.HOUSE_NUMBER: _("House number of the plot"),
    Key.CADASTRE: _("Cadastral reference"),
    Key.PERMIT_NUMBER: _("Number of the building permit"),
    Key.INVOICE_NAME: _("Name on the invoice"),
    Key.INVOICE_STREET: _("Street of the invoice address"),
    Key.INVOICE_HOUSE_NUMBER: _("House number of the invoice address"),
    Key.INVOICE_POSTAL_CODE: _("Postal code of the invoice address"),
    Key.INVOICE_LOCALITY: _("Locality of the invoice address"),
    Key.REMARK: _("Remark"),
    Key.ELECTRICITY_KVA: _("Power of electricity, in kVA"),
    Key.GAS_KW: _("Power of gas, in kW"),
    Key.WATER_DIAMETER: _("Diameter of water, in mm"),
}
_NEEDED = frozenset({Key.NAME, Key.STREET, Key.ELECTRICITY_KVA, Key.GAS_KW, Key.WATER_DIAMETER})


def correctable(application: Application) -> list[Key]:
    """The answers that may be corrected now, in the order of the form: those that were given, and the remark."""
    if application.state != ApplicationState.SENT:
        return []
    not_studied = {leg.utility for leg in application.legs.all() if leg.state in _NOT_STUDIED}
    studied = {leg.utility for leg in application.legs.all() if leg.state not in _NOT_STUDIED}
    open_to = [key for key, utility in _BEFORE_STUDY.items() if utility in not_studied - studied]
    return [key for key in (*_ALWAYS, *open_to) if key in application.answers or key is Key.REMARK]


class CorrectForm(Form):
    """One field for each answer that may be corrected."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = correctable(application)
        self.initial["revision"] = application.revision
        for key in self.keys:
            self.fields[key.value] = _field(key)
            self.initial[key.value] = application.answers.get(key, "")

    @property
    def corrected(self) -> dict[Key, Any]:
        return {key: self.cleaned_data[key.value] for key in self.keys}

    @property
    def seen_revision(self) -> int:
        return int(self.cleaned_data["revision"])


def _field(key: Key) -> forms.Field:
    told: dict[str, Any] = {
        "label": _LABELS[key],
        "required": key in _NEEDED,
        "error_messages": {"required": _("This cannot be left empty")},
    }
    if key is Key.REMARK:
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=2000, validators=[no_ean], widget=area, **told)
    if key in _BEFORE_STUDY:
        return NumberField(**told)
    return forms.CharField(max_length=150, widget=forms.TextInput(attrs={"class": "w-wide"}), **told)


class NumberField(forms.DecimalField):
    """A power or a diameter; cleans to text with a point, as answers are kept. A comma is a point."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": _("Enter a number, such as 9.2"), **kwargs.pop("error_messages", {})}
        super().__init__(
            min_value=1, max_value=1000, max_digits=5, decimal_places=1, error_messages=messages, **kwargs
        )
        self.widget = forms.TextInput(attrs={"class": "w-date", "inputmode": "decimal"})

    def clean(self, value: Any) -> Any:
        found = super().clean(str(value or "").replace(",", "."))
        return f"{found.normalize():f}" if found is not None else ""
