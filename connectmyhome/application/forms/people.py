"""Who applies, how to reach them, and who pays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.forms.base import QuestionForm, choice, text
from portal.accounts.fields import EnterpriseNumberField
from portal.identity.forms import MobileField
from portal.primitives.mobile import grouped
from portal.ui.fields import no_ean


class OptionalMobileField(MobileField):
    """A Belgian mobile number, or none."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if (value or "").strip() else ""


class RoleForm(QuestionForm):
    role = choice(
        _("You are"),
        [
            ("owner", _("The owner of the plot or the building")),
            ("builder", _("The builder: the works are yours")),
            ("architect", _("The architect")),
            ("agent", _("Somebody else, acting for the owner with a signed mandate")),
        ],
        required=_("Choose who you are"),
    )


class ApplicantForm(QuestionForm):
    name = text(_("First name and surname"), "name", required=_("Enter your first name and surname"))
    company = text(_("Company"), "organization")
    enterprise_number = EnterpriseNumberField(
        label=_("Enterprise number"),
        required=False,
        max_length=20,
        help_text=_("If you apply as a company: 10 digits, such as 0123.456.749."),
    )


class ContactForm(QuestionForm):
    mobile = OptionalMobileField(required=False)

    def known(self) -> dict[str, Any]:
        return {"mobile": grouped(self.application.mobile)}

    def changes(self) -> dict[str, Any]:
        return {"mobile": self.cleaned_data["mobile"]}


class InvoiceForm(QuestionForm):
    invoice_to = choice(
        _("Who gets the invoices?"),
        [("applicant", _("You")), ("other", _("Another person or company"))],
        required=_("Choose who gets the invoices"),
    )


class InvoicePartyForm(QuestionForm):
    invoice_name = text(_("Name or company"), "off", required=_("Enter who gets the invoices"))
    invoice_enterprise_number = EnterpriseNumberField(
        label=_("Enterprise number"),
        required=False,
        max_length=20,
        help_text=_("Of a company: 10 digits, such as 0123.456.749."),
    )


class InvoiceAddressForm(QuestionForm):
    invoice_street = text(_("Street"), "billing address-line1", required=_("Enter the street"))
    invoice_house_number = text(
        _("House number and box"),
        "billing address-line2",
        required=_("Enter the house number"),
        max_length=20,
        width="w-code",
    )
    invoice_postal_code = text(
        _("Postal code"),
        "billing postal-code",
        required=_("Enter the postal code"),
        max_length=10,
        width="w-code",
    )
    invoice_locality = text(_("Locality"), "billing address-level2", required=_("Enter the locality"))


class RemarkForm(QuestionForm):
    remark = forms.CharField(
        label=_("What the operators should know"),
        required=False,
        max_length=1000,
        help_text=_("For instance how to get onto the site. All operators that you choose read it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[no_ean],
    )
