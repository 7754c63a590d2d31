"""The forms of the desk about organisations."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EnterpriseNumberField, GlnField
from portal.accounts.models import OrganisationKind
from portal.primitives.communes import communes
from portal.primitives.network_operators import NAMES
from portal.ui.forms import Form

_EMAIL = {"invalid": _("Enter an e-mail address, such as name@example.be")}


def _communes() -> list[tuple[str, Any]]:
    return [("", _("None")), *communes().items()]


class ProposeForm(Form):
    """An organisation to admit, and who is to run it."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("third_party", _("A company or association that holds mandates")),
            ("person", _("A person who holds mandates")),
            ("supplier", _("A supplier")),
            ("welfare_office", _("A social welfare office")),
            ("network_operator", _("A network operator")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is")},
    )
    name = forms.CharField(label=_("Name"), max_length=150, error_messages={"required": _("Enter its name")})
    enterprise_number = EnterpriseNumberField(
        label=_("Enterprise number"),
        required=False,
        max_length=32,
        help_text=_("10 digits, for example 0428.759.497. Of a person: leave empty."),
    )
    gln = GlnField(
        label=_("GLN"), required=False, max_length=32, help_text=_("Of a supplier: its 13 digits on the market.")
    )
    municipality = forms.ChoiceField(
        label=_("Municipality"),
        required=False,
        choices=_communes,
        help_text=_("Of a social welfare office: it sees residents of this municipality only."),
    )
    operator = forms.ChoiceField(
        label=_("Operator in Connect My Home"),
        required=False,
        choices=[("", _("None")), *NAMES.items()],
        help_text=_("Of a network operator: it sees the connections that are asked of this one only."),
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    email = forms.EmailField(
        label=_("E-mail address of the organisation"),
        error_messages={"required": _("Enter the e-mail address of the organisation"), **_EMAIL},
    )
    administrator_name = forms.CharField(
        label=_("Name of the first administrator"),
        max_length=150,
        error_messages={"required": _("Enter the name of the first administrator")},
    )
    administrator_email = forms.EmailField(
        label=_("Work e-mail address of the first administrator"),
        help_text=_("The invitation goes there once a colleague has admitted the organisation."),
        error_messages={"required": _("Enter the e-mail address of the first administrator"), **_EMAIL},
    )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if what := told.get("kind"):
            self._ask("enterprise_number", what != "person", _("Enter the enterprise number"))
            self._ask("gln", what == "supplier", _("Enter the GLN of the supplier"))
            self._ask("municipality", what == "welfare_office", _("Choose the municipality"))
            self._ask("operator", what == "network_operator", _("Choose the operator"))
            told["kind"] = OrganisationKind.THIRD_PARTY if what == "person" else OrganisationKind(what)
        return told

    def _ask(self, field: str, needed: bool, sentence: Any) -> None:
        if field in self.cleaned_data and bool(self.cleaned_data[field]) != needed:
            self.add_error(field, sentence if needed else _("Leave this empty: what you chose above has none"))


class DecisionForm(Form):
    """What to do with an organisation. `email` is the address of the administrator who was shown, `member` whose
    access is still needed."""

    act = forms.ChoiceField(choices=[(word, word) for word in ("admit", "reject", "invite", "review", "close")])
    email = forms.CharField(required=False)
    member = forms.UUIDField(required=False)
