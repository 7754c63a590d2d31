"""The forms of EAN delivery."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.ean_delivery import lists
from portal.ean_delivery.models import AnswerBy
from portal.look_up import forms as call_forms
from portal.look_up.forms import AddressForm
from portal.primitives.errors import InvalidValue
from portal.primitives.lists import decode
from portal.ui.fields import no_ean
from portal.ui.forms import Form, OnceForm


class DeliveryForm(OnceForm, AddressForm):
    """The address and the meter number of a home."""

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.home_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}


class OwnHomeForm(OnceForm):
    """The home of an occupant who is signed in."""

    home = forms.UUIDField(widget=forms.HiddenInput)


class CallForm(call_forms.CallForm):
    """What a caller says, and a note about the call."""

    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("No name, number or address."),
        validators=[no_ean],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def typed(self) -> dict[str, str]:
        """What `addresses.home_at` takes."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}


class ListForm(OnceForm):
    """A request for more than two EANs."""

    company = forms.CharField(
        label=_("Name of the company or customer"),
        max_length=150,
        help_text=_("As it stands on the bills of these connections."),
        error_messages={"required": _("Enter the name of the company or customer")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    contact = forms.CharField(
        label=_("Contact person"),
        max_length=120,
        error_messages={"required": _("Enter the name of a contact person")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    answer_by = forms.ChoiceField(
        label=_("How may we reach you about it?"),
        choices=AnswerBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we may reach you")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("For questions only: the EAN numbers themselves come by post."),
        error_messages={"invalid": _("Enter an e-mail address like name@example.org")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    wish = forms.CharField(
        label=_("Your request"),
        max_length=2000,
        help_text=_("What you need the EAN numbers for, in a few sentences."),
        validators=[no_ean],
        error_messages={"required": _("Write what you need the EAN numbers for")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lines = forms.CharField(
        label=_("Addresses and meter numbers"),
        max_length=200_000,
        required=False,
        strip=False,
        help_text=_("One per line, for example: Rue de Fer 12 box 3, 5000 Namur; 1SAG1105004812"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        help_text=_("With a column for the address and one for the meter number; at most 500 lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer_by") == AnswerBy.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", ValidationError(_("Enter your e-mail address"), code="required"))
        name = "file" if cleaned.get("file") else "lines"
        if name in self.errors:
            return cleaned
        try:
            text = decode(cleaned["file"].read()) if name == "file" else cleaned.get("lines", "")
            cleaned["places"] = self._places(text)
        except InvalidValue:
            self.add_error(
                "file", ValidationError(_("Choose a CSV file: this one holds no text"), code="not_text")
            )
        except ValidationError as error:
            self.add_error(name, error)
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """What `registering.register_list` takes."""
        return {name: self.cleaned_data[name] for name in ("company", "contact", "email", "answer_by", "wish")}

    def _places(self, text: str) -> tuple[lists.Place, ...]:
        if len(text.splitlines()) > lists.READ_AT_MOST:
            raise _too_many()
        listed = lists.read(text)
        self.faults = listed.faults[: lists.FAULTS_SHOWN]
        self.fault_count = len(listed.faults)
        if listed.faults:
            raise ValidationError(
                ngettext(
                    "Correct %(count)d line: see the list above the form",
                    "Correct %(count)d lines: see the list above the form",
                    len(listed.faults),
                )
                % {"count": len(listed.faults)},
                code="faults",
            )
        if not listed.places:
            raise ValidationError(_("Enter at least one address and its meter number"), code="empty")
        if len(listed.places) > lists.AT_MOST:
            raise _too_many()
        return listed.places


def _too_many() -> ValidationError:
    return ValidationError(_("Enter at most 500 lines: send the others as another request"), code="too_many")


class ReasonForm(Form):
    """Why a member of staff opens a request."""

    purpose = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Why you open this request. It goes into the journal of the customer."),
        validators=[no_ean],
        error_messages={"required": _("Enter why you open this request")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecisionForm(Form):
    """How a request ends."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("answer", _("Send the EAN numbers by letter to the customer’s address")),
            ("refuse", _("Refuse")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    explanation = forms.CharField(
        label=_("Explanation for the requester"),
        max_length=500,
        help_text=_("It stands on the page of the request: no name, EAN or address."),
        validators=[no_ean],
        error_messages={"required": _("Explain the decision to the requester")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
