"""The forms of readings by customers."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.grid.models import Register
from portal.ui import formats
from portal.ui.fields import no_ean
from portal.ui.forms import Form, OnceForm
from portal.uploads.fields import PhotoField

_FURTHEST_BACK = timedelta(days=60)


class IndexField(forms.CharField):
    """The digits before the comma of one register; cleans to Wh or dm³."""

    def __init__(self, *, digits: int, **kwargs: Any) -> None:
        self.digits = digits
        super().__init__(max_length=40, **kwargs)
        self.error_messages["required"] = gettext_lazy("Enter the digits that the meter shows")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-date", "inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0\u202f]", "", super().clean(value))
        if re.search(r"[.,]", typed):
            raise ValidationError(_("Enter only the digits before the comma, without the red ones"), code="comma")
        if not re.fullmatch(r"[0-9]+", typed):
            raise ValidationError(_("Enter digits only"), code="digits")
        if len(typed.lstrip("0")) > self.digits:
            words = ngettext(
                "This counter has %(count)d digit before the comma: check what you entered",
                "This counter has %(count)d digits before the comma: check what you entered",
                self.digits,
            )
            raise ValidationError(words % {"count": self.digits}, code="length")
        return int(typed) * 1000


class ReadingForm(OnceForm):
    """One index for each register of a meter, on one day. Build it with the registers that the meter has."""

    def __init__(
        self, data: Any = None, *, registers: Sequence[tuple[Register, str]], earliest: date, today: date
    ) -> None:
        super().__init__(data, initial={"day": today})
        self.earliest, self.today = max(earliest, today - _FURTHEST_BACK), today
        self.names = {register.obis: f"index_{register.obis.replace('.', '_')}" for register, _label in registers}
        for register, label in registers:
            self.fields[self.names[register.obis]] = IndexField(label=label, digits=register.digits)
        self.fields["day"] = forms.DateField(
            label=_("Day of the reading"),
            widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d"),
            error_messages={
                "required": _("Enter the day on which you read the meter"),
                "invalid": _("Enter the day as in 24/11/2026"),
            },
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("Enter a day that is not in the future"), code="future")
        if day < self.earliest:
            words = _("Enter a day from %(day)s on") % {"day": formats.day(self.earliest)}
            raise ValidationError(words, code="early")
        return day

    @property
    def values(self) -> dict[str, int]:
        """Wh or dm³ by OBIS code."""
        return {obis: self.cleaned_data[name] for obis, name in self.names.items()}


class PhotoForm(Form):
    """A photo of the meter; cleans to a JPEG."""

    photo = PhotoField(
        label=gettext_lazy("Photo of the meter"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB. Only our staff who check readings see it."),
    )


class CodeForm(Form):
    """The code on the letter."""

    code = forms.CharField(
        label=gettext_lazy("Code on the letter"),
        max_length=40,
        help_text=gettext_lazy("Ten letters and digits, for example 7K3QF-0M2XA."),
        error_messages={"required": gettext_lazy("Enter the code that stands on the letter")},
        widget=forms.TextInput(attrs={"class": "w-code", "autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReasonForm(Form):
    """Why a member of staff opens a reading (R15)."""

    purpose = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=64,
        help_text=gettext_lazy("It goes into the journal of the customer."),
        validators=[no_ean],
        error_messages={"required": gettext_lazy("Enter why you open this reading")},
    )


class DecisionForm(Form):
    """Accepted or not, and why not."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("accept", gettext_lazy("Accept")), ("reject", gettext_lazy("Do not accept"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide")},
    )
    explanation = forms.CharField(
        label=gettext_lazy("To the customer"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("When it is not accepted: what to do now, in the language of the customer."),
        validators=[no_ean],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "reject" and not cleaned.get("explanation"):
            self.add_error("explanation", ValidationError(_("Tell the customer what to do now"), code="required"))
        return cleaned
