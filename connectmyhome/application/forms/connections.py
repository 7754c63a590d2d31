"""What is connected, and how strong."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import Key
from connectmyhome.application.forms.base import QuestionForm, choice, number
from connectmyhome.application.guide import STEPS, Recommendation, recommend
from connectmyhome.operators import NAMES, Utility
from connectmyhome.territory.models import UtilityChoices
from portal.ui import formats

_YES_NO = [("yes", _("Yes")), ("no", _("No"))]
MORE = "50"  # kVA: more than the usual connections


class UtilitiesForm(QuestionForm):
    utilities = forms.MultipleChoiceField(
        label=_("What do you want to have connected?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(UtilityChoices.choices)
        self.fields["utilities"].choices = [  # type: ignore[attr-defined]
            (each.value, f"{labels[each.value]} · {', '.join(NAMES[one] for one in self.facts.served[each])}")
            for each in self.facts.offered
        ]


class SiteSupplyForm(QuestionForm):
    site_supply = choice(
        _("Does the site need a supply for the time of the works, too?"), _YES_NO, required=_("Choose yes or no")
    )


class CookingForm(QuestionForm):
    cooking = choice(
        _("How do you cook?"),
        [("electric", _("With electricity")), ("gas", _("With gas"))],
        required=_("Choose how you cook"),
    )


class ElectricityUseForm(QuestionForm):
    units = {Key.HEAT_PUMP_KW.value: "kW", Key.CHARGING_KW.value: "kW", Key.SOLAR_KW.value: "kW"}
    heat_pump_kw = number(
        _("Heat pump: electric power in kW"),
        most=50,
        help_text=_(
            "What it draws, not the heat that it gives: mostly 2 to 6 kW. Leave it empty if there is none."
        ),
    )
    charging_kw = number(
        _("Charging point of a car: power in kW"), most=50, help_text=_("Mostly 3.7, 7.4, 11 or 22 kW.")
    )
    solar_kw = number(_("Solar panels: power of the inverter in kW"), most=100, help_text=_("Mostly 3 to 10 kW."))


class ElectricityPowerForm(QuestionForm):
    units = {Key.ELECTRICITY_KVA.value: "kVA"}
    electricity_kva = choice(_("Power, for each dwelling"), [], required=_("Choose the power"))
    electricity_phases = choice(
        _("Phases"),
        [
            ("single", _("Single-phase, 230 V")),
            ("three_neutral", _("Three-phase with neutral, 400 V")),
            ("three", _("Three-phase without neutral, 230 V: where the network has no neutral")),
        ],
        required=_("Choose the phases"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(step), formats.with_unit(formats.number(step, 1), "kVA")) for step in STEPS]
        self.fields["electricity_kva"].choices = [*shown, (MORE, _("More: the operator studies it"))]  # type: ignore[attr-defined]

    def known(self) -> dict[str, Any]:
        """What the guide recommends is proposed to who has not chosen yet."""
        if self.facts.get(Key.ELECTRICITY_KVA):
            return {}
        advice = self.advice
        return {"electricity_kva": str(advice.kva or MORE), "electricity_phases": advice.phases}

    @property
    def advice(self) -> Recommendation:
        """What the guide makes of the answers."""
        told = {
            key: Decimal(self.facts.get(key) or 0) for key in (Key.HEAT_PUMP_KW, Key.CHARGING_KW, Key.SOLAR_KW)
        }
        return recommend(
            heat_pump_kw=told[Key.HEAT_PUMP_KW],
            charging_kw=told[Key.CHARGING_KW],
            solar_kw=told[Key.SOLAR_KW],
            cooks_electric=self.facts.get(Key.COOKING) == "electric",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("electricity_phases") == "single" and cleaned.get("electricity_kva", "9.2") != "9.2":
            self.add_error("electricity_phases", _("Choose three phases for more than 9.2 kVA"))
        return cleaned


class GasForm(QuestionForm):
    units = {Key.GAS_KW.value: "kW"}
    gas_kw = number(
        _("Power of all gas appliances together, in kW"),
        least="1",
        most=500,
        required=_("Enter the power in kW"),
        help_text=_("A boiler for one home has 20 to 30 kW, a gas cooker about 8."),
    )


class WaterForm(QuestionForm):
    units = {Key.WATER_DIAMETER.value: "mm"}
    water_diameter = choice(
        _("Diameter of the pipe"),
        [
            ("25", _("25 mm: one dwelling, the usual one")),
            ("32", _("32 mm: two dwellings, or many taps at once")),
            ("40", _("40 mm: three or four dwellings")),
            ("63", _("63 mm: more")),
        ],
        required=_("Choose the diameter"),
    )
    certibeau = choice(
        _("Do you have the CertIBEau certificate?"),
        [
            ("yes", _("Yes")),
            ("planned", _("Not yet: the certifier will come before the water is turned on")),
            ("not_needed", _("It is not needed: the home was connected before")),
        ],
        required=_("Choose how it is with the certificate"),
        help_text=_("In Wallonia a new home gets water once a certifier has found its pipes in order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.facts.temporary:
            del self.fields["certibeau"]


class TelecomForm(QuestionForm):
    telecom_operators = forms.MultipleChoiceField(
        label=_("Which operators do you want to ask?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them says whether its network reaches your plot. You may choose several."),
        error_messages={"required": _("Choose at least one operator")},
    )
    telecom_medium = choice(
        _("Over which network?"),
        [("fibre", _("Fibre")), ("cable", _("Cable")), ("either", _("Either of them"))],
        required=_("Choose the network"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = self.facts.served.get(Utility.TELECOM, ())
        self.fields["telecom_operators"].choices = [(one.value, NAMES[one]) for one in served]  # type: ignore[attr-defined]
