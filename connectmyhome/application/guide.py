"""How much power a dwelling takes: a recommendation, reckoned from what runs there. Pure Python.

The rule. Light, household appliances and hot water take 5 kVA at once. An electric cooker adds 3 kVA: its plates
and its oven, 7 together, are never all on. A heat pump and a charging point run for hours, so that each adds its
whole power. What solar panels feed in is not added, but the connection must carry it. The recommendation is the
smallest usual connection that does: single-phase 40 A at 230 V, or three-phase with neutral at 400 V, 20 to 63 A.
A charging point above 7.4 kW and an inverter above 5 kVA take three phases (Synergrid C10/11).
"""

from dataclasses import dataclass
from decimal import Decimal

SINGLE = Decimal("9.2")  # 40 A × 230 V
THREE = tuple(map(Decimal, ("13.9", "17.3", "22.2", "27.7", "34.6", "43.6")))  # √3 × 400 V × 20 … 63 A
STEPS = (SINGLE, *THREE)

_BASE = Decimal(5)
_COOKER = Decimal(3)
_CHARGING_SINGLE = Decimal("7.4")
_SOLAR_SINGLE = Decimal(5)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`demand`: what runs at once, in kVA; `parts` add up to it. `kva` None: more than usual connections carry,
    which the operator studies."""

    demand: Decimal
    parts: tuple[tuple[str, Decimal], ...]  # base, cooking, heat_pump, charging
    solar: Decimal
    kva: Decimal | None
    phases: str  # single, three_neutral


def recommend(
    *,
    heat_pump_kw: Decimal = Decimal(0),
    charging_kw: Decimal = Decimal(0),
    solar_kw: Decimal = Decimal(0),
    cooks_electric: bool = False,
) -> Recommendation:
    """What to ask for, for one dwelling. Powers in kW, at a power factor of one."""
    reckoned = (
        ("base", _BASE),
        ("cooking", _COOKER if cooks_electric else Decimal(0)),
        ("heat_pump", heat_pump_kw),
        ("charging", charging_kw),
    )
    parts = tuple((name, kva) for name, kva in reckoned if kva)
    demand = sum((kva for _, kva in parts), Decimal(0))
    needed = max(demand, solar_kw)
    three = needed > SINGLE or charging_kw > _CHARGING_SINGLE or solar_kw > _SOLAR_SINGLE
    kva = next((step for step in (THREE if three else STEPS) if step >= needed), None)
    return Recommendation(demand, parts, solar_kw, kva, "three_neutral" if three else "single")
