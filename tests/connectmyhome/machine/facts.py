"""What the machine knows without the code under test: the table of states as issue 5 has it, each operator's
columns, terms, holidays, and how days are counted."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

# Where a leg may go, and who may take it there: Applicant, Operator, Coordinator, System.
MOVES = {
    "submitted": {"incomplete": "O", "in_study": "O", "refused": "O", "withdrawn": "A"},
    "incomplete": {"submitted": "AO", "expired": "S", "refused": "O", "withdrawn": "A"},
    "in_study": {"incomplete": "O", "offered": "O", "refused": "O", "withdrawn": "A"},
    "offered": {"in_study": "AO", "accepted": "A", "expired": "S", "refused": "O", "withdrawn": "A"},
    "accepted": {"permits": "O", "planned": "OCS", "refused": "O", "withdrawn": "A"},
    "permits": {"planned": "OCS", "refused": "O", "withdrawn": "A"},
    "planned": {"accepted": "AOCS", "permits": "AOCS", "connected": "O", "withdrawn": "A"},
    "connected": {},
    "refused": {},
    "withdrawn": {},
    "expired": {},
}
CLOSED = {state for state, onward in MOVES.items() if not onward}

_ALL = {
    "role", "name", "company", "enterprise_number", "invoice_to", "invoice_name", "invoice_enterprise_number",
    "invoice_street", "invoice_house_number", "invoice_postal_code", "invoice_locality", "postal_code", "street",
    "house_number", "cadastre", "works", "building", "dwellings", "permit_number", "permit_date", "wanted_from",
    "wanted_until", "remark", "email", "mobile", "language", "commune", "commune_nis",
}  # fmt: skip
COLUMNS = {
    "electricity": _ALL
    | {
        "electricity_kva", "electricity_phases", "heat_pump_kw", "charging_kw", "solar_kw", "cooking",
        "site_supply", "temporary_kva", "temporary_from", "temporary_until",
    },
    "gas": _ALL | {"gas_kw", "cooking"},
    "water": _ALL | {"water_diameter", "certibeau", "site_supply", "temporary_from", "temporary_until"},
    "telecom": _ALL | {"telecom_medium"},
}  # fmt: skip
FILES = {
    "electricity": {"site_plan", "permit", "photo", "mandate"},
    "gas": {"site_plan", "permit", "photo", "mandate"},
    "water": {"site_plan", "permit", "photo", "mandate", "certibeau"},
    "telecom": {"site_plan", "photo", "mandate"},
}

# utility, road works → how many days, of which kind
TERMS = {
    ("electricity", False): (30, "calendar"),
    ("electricity", True): (30, "calendar"),
    ("gas", False): (30, "working"),
    ("gas", True): (60, "working"),
}
_FIXED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
_MOVABLE = {
    date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17),
    date(2028, 4, 17), date(2028, 5, 25), date(2028, 6, 5), date(2029, 4, 2), date(2029, 5, 10), date(2029, 5, 21),
}  # fmt: skip


def day_of(moment: datetime) -> date:
    """In Belgium."""
    return moment.astimezone(ZoneInfo("Europe/Brussels")).date()


def is_working(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and day not in _MOVABLE


def working_days(after: date, count: int) -> list[date]:
    """The first ones after that day."""
    found: list[date] = []
    while len(found) < count:
        after += DAY
        if is_working(after):
            found.append(after)
    return found


def last_day_in_time(start: date, term: tuple[int, str], stood_still: Collection[date]) -> date:
    """Day by day, leaving out those on which the applicant was asked."""
    left, kind = term
    day = start - DAY
    while left:
        day += DAY
        if day not in stood_still and (kind == "calendar" or is_working(day)):
            left -= 1
    return day


def a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
