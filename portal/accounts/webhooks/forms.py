"""Forms of the pages about webhooks."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.webhooks import addresses
from portal.primitives.errors import InvalidValue
from portal.primitives.period import BELGIUM
from portal.ui.forms import Form

_REFUSED = {
    "not_url": _("Enter a whole address, for example https://events.example.org/raccord"),
    "too_long": _("Enter a shorter address"),
    "not_https": _("Enter an address that begins with https://"),
    "credentials": _("Leave user name and password out of the address: our signature shows who sends"),
    "fragment": _("Leave out what follows the # in the address"),
    "unknown_host": _("Check the address: its name leads to no server"),
    "not_public": _("Enter the address of a server on the internet: this one is not public"),
}


class EndpointForm(Form):
    """Where events go. Cleaning looks the name up, which may take seconds."""

    url = forms.CharField(
        label=_("Address of your program"),
        help_text=_("It begins with https:// and leads to a server on the internet."),
        max_length=addresses.LENGTH,
        error_messages={"required": _("Enter the address of your program")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_url(self) -> str:
        try:
            url = addresses.parse(self.cleaned_data["url"])
            addresses.resolve(url)
        except InvalidValue as error:
            raise ValidationError(_REFUSED[error.code], code=error.code) from error
        return url


class SinceForm(Form):
    """From when on events are told again."""

    day = forms.DateField(
        label=_("All events since the day"),
        help_text=_("Your program gets them under the ids that they had."),
        error_messages={"required": _("Enter a day"), "invalid": _("Enter a day, for example 2026-11-25")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"}),
    )
    hour = forms.TimeField(
        label=_("Time of that day"),
        help_text=_("In Belgium. Without it, the whole day."),
        required=False,
        error_messages={"invalid": _("Enter a time, for example 14:30")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-date"}),
    )

    @property
    def since(self) -> datetime:
        """The moment, of a form that is valid."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"] or time.min, tzinfo=BELGIUM)
