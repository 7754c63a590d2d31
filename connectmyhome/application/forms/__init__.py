"""The forms of an application, one for each question."""

from collections.abc import Mapping

from connectmyhome.application.forms import connections, people, plot
from connectmyhome.application.forms.base import QuestionForm

FORMS: Mapping[str, type[QuestionForm]] = {
    "role": people.RoleForm,
    "applicant": people.ApplicantForm,
    "contact": people.ContactForm,
    "invoice": people.InvoiceForm,
    "invoice-party": people.InvoicePartyForm,
    "invoice-address": people.InvoiceAddressForm,
    "commune": plot.CommuneForm,
    "address": plot.AddressForm,
    "works": plot.WorksForm,
    "building": plot.BuildingForm,
    "permit": plot.PermitForm,
    "period": plot.PeriodForm,
    "utilities": connections.UtilitiesForm,
    "site-supply": connections.SiteSupplyForm,
    "temporary": plot.TemporaryForm,
    "cooking": connections.CookingForm,
    "electricity-use": connections.ElectricityUseForm,
    "electricity-power": connections.ElectricityPowerForm,
    "gas": connections.GasForm,
    "water": connections.WaterForm,
    "telecom": connections.TelecomForm,
    "remark": people.RemarkForm,
}

__all__ = ["FORMS", "QuestionForm"]
