"""How much power is recommended, and why."""

from decimal import Decimal

import pytest

from connectmyhome.application.guide import recommend


def power(**uses: str | bool) -> tuple[str, str]:
    told = {name: value if isinstance(value, bool) else Decimal(value) for name, value in uses.items()}
    found = recommend(**told)  # type: ignore[arg-type]
    return str(found.kva), found.phases


@pytest.mark.parametrize(
    ("uses", "kva", "phases"),
    [
        ({}, "9.2", "single"),
        ({"cooks_electric": True}, "9.2", "single"),
        ({"heat_pump_kw": "4.2"}, "9.2", "single"),
        ({"heat_pump_kw": "4.3"}, "13.9", "three_neutral"),
        ({"charging_kw": "3.7"}, "9.2", "single"),
        ({"charging_kw": "11"}, "17.3", "three_neutral"),
        ({"heat_pump_kw": "4", "charging_kw": "11", "cooks_electric": True}, "27.7", "three_neutral"),
        ({"solar_kw": "5"}, "9.2", "single"),
        ({"solar_kw": "5.1"}, "13.9", "three_neutral"),
        ({"solar_kw": "20"}, "22.2", "three_neutral"),
        ({"heat_pump_kw": "20", "charging_kw": "22"}, "None", "three_neutral"),
    ],
)
def test_the_smallest_usual_connection_that_carries_it_is_recommended(uses, kva, phases):
    assert power(**uses) == (kva, phases)


def test_the_parts_add_up_to_what_runs_at_once_and_solar_is_not_among_them():
    found = recommend(heat_pump_kw=Decimal(4), solar_kw=Decimal(6), cooks_electric=True)

    assert dict(found.parts) == {"base": 5, "cooking": 3, "heat_pump": 4}
    assert found.demand == 12
