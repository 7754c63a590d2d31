"""Forms of the pages about webhooks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.webhooks import addresses
from portal.primitives.errors import InvalidValue
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

    since = forms.DateTimeField(
        label=_("All events since"),
        help_text=_("Day and time in Belgium. Your program gets them under the ids that they had."),
        error_messages={
            "required": _("Enter a day and a time"),
            "invalid": _("Enter a day and a time, for example 2026-11-25 14:30"),
        },
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "w-id"}),
    )
