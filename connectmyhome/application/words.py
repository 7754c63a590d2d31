"""Questions, sections, documents and refusals in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.questions import Section
from connectmyhome.operators import Utility

SECTIONS: Mapping[Section, object] = {
    Section.YOU: _("You"),
    Section.PLOT: _("The plot"),
    Section.WORKS: _("The works"),
    Section.CONNECTIONS: _("The connections"),
}
TITLES: Mapping[str, object] = {
    "role": _("Who applies?"),
    "applicant": _("Your name"),
    "contact": _("How we reach you"),
    "invoice": _("Invoices"),
    "invoice-party": _("Who pays"),
    "invoice-address": _("Address for invoices"),
    "commune": _("Commune"),
    "address": _("Address of the plot"),
    "works": _("Kind of works"),
    "building": _("House or building"),
    "permit": _("Building permit"),
    "period": _("When you want to be connected"),
    "utilities": _("Connections"),
    "site-supply": _("Supply for the works"),
    "temporary": _("The supply of the building site"),
    "cooking": _("Cooking"),
    "electricity-use": _("What runs on electricity"),
    "electricity-power": _("Power of the electricity"),
    "gas": _("Power of the gas"),
    "water": _("Water"),
    "telecom": _("Telecom"),
    "remark": _("Anything else"),
}
LEADS: Mapping[str, object] = {
    "contact": _(
        "We write by e-mail when an operator answers or asks something; once your application is sent you may "
        "choose SMS instead. The mobile number is for the operators' people on the day of the works."
    ),
    "invoice": _("Each operator sends its own offer and invoice."),
    "period": _("We look for one day for all connections. A period of several weeks makes that easier."),
    "electricity-use": _(
        "We add up what runs at once and recommend a power. Leave empty what your home does not have."
    ),
    "site-supply": _(
        "A supply for machines and workers stands at the edge of the site, weeks before the lasting connections."
    ),
    "permit": _("The operators need it to plan works on public ground."),
}
GOOD: Mapping[AttachmentKind, object] = {
    AttachmentKind.SITE_PLAN: _(
        "The plot with its boundaries, the building line, the street, and where the meters are to be. "
        "To scale, with north."
    ),
    AttachmentKind.PERMIT: _("All pages of the decision of the commune, with number, date and signature."),
    AttachmentKind.PHOTO: _("The front of the plot seen from the street, in daylight, with the pavement."),
    AttachmentKind.CERTIBEAU: _("All pages of the certificate, with the name of the certifier."),
    AttachmentKind.MANDATE: _(
        "Signed by the owner: names the owner, you, the plot, and that you may apply for connections."
    ),
}

# What the operators are told, for the consent: the columns in fewer words.
GROUPS: tuple[tuple[frozenset[Key], object], ...] = (
    (frozenset({Key.NAME, Key.ROLE, Key.COMPANY, Key.ENTERPRISE_NUMBER}), _("your name and role")),
    (
        frozenset(key for key in Key if key.value.startswith("invoice_")),
        _("who gets the invoices, and where"),
    ),
    (
        frozenset({Key.POSTAL_CODE, Key.STREET, Key.HOUSE_NUMBER, Key.CADASTRE}),
        _("the address or the parcel of the plot"),
    ),
    (frozenset({Key.WORKS, Key.BUILDING, Key.DWELLINGS}), _("what is built")),
    (frozenset({Key.PERMIT_NUMBER, Key.PERMIT_DATE}), _("number and date of the building permit")),
    (frozenset({Key.WANTED_FROM, Key.WANTED_UNTIL}), _("when you want to be connected")),
    (
        frozenset({Key.SITE_SUPPLY, Key.TEMPORARY_KVA, Key.TEMPORARY_FROM, Key.TEMPORARY_UNTIL}),
        _("the supply of the building site"),
    ),
    (frozenset({Key.ELECTRICITY_KVA, Key.ELECTRICITY_PHASES}), _("the power and the phases of the electricity")),
    (
        frozenset({Key.HEAT_PUMP_KW, Key.CHARGING_KW, Key.SOLAR_KW}),
        _("your heat pump, charging point and solar panels"),
    ),
    (frozenset({Key.COOKING}), _("how you cook")),
    (frozenset({Key.GAS_KW}), _("the power of the gas")),
    (frozenset({Key.WATER_DIAMETER, Key.CERTIBEAU}), _("the water pipe and its certificate")),
    (frozenset({Key.TELECOM_MEDIUM}), _("whether you want fibre or cable")),
    (frozenset({Key.REMARK}), _("your remark")),
)
UTILITIES: Mapping[Utility, object] = {
    Utility.ELECTRICITY: _("electricity"),
    Utility.GAS: _("gas"),
    Utility.WATER: _("water"),
    Utility.TELECOM: _("telecom"),
}
REFUSALS: Mapping[str, object] = {
    "changed": _("The application was changed in another window meanwhile: check all answers, and send again"),
    "too_many": _("There are twelve files already: remove one first"),
    "too_large": _("All files together may have 40 MB: remove one first, or send a smaller one"),
    "no_consent": _("Agree for at least one operator: without that nobody gets your application"),
    "incomplete": _("Something is still missing: the list below says what"),
    "sent": _("This application was sent already"),
}
