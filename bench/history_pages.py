"""P9 and P11: the history page among many access points, and beside an empty signed-in page."""

from datetime import date, timedelta

from django.core.management import call_command
from django.urls import reverse

from bench.history import home
from bench.home import NEIGHBOURS, crowd, forget
from bench.registry import Figure, Scale, benchmark
from bench.timing import milliseconds, side_by_side

CROWD = 200_000
FULL_CROWD = 1_000_000


def page(address: str) -> bytes:
    """A page as the signed-in browser gets it."""
    response = home().client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"no page: {response.status_code} {response.get('location')}")
    content: bytes = response.content
    return content


def month_page(month: date) -> str:
    address = reverse("consumption:history", args=[home().access_point.public_id])
    return f"{address}?view=month&date={month.isoformat()}"


def months_ago(count: int) -> date:
    month = home().end
    for _ in range(count):
        month = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    return month


@benchmark("P11")
def p11(scale: Scale) -> list[Figure]:
    """The empty page: the account's, which reads the session, the user and the device as each page does."""
    call_command("collectstatic", interactive=False, verbosity=0)
    empty, month = reverse("identity:account"), month_page(months_ago(1))
    base, shown = side_by_side(15, lambda: page(empty), lambda: page(month))
    note = f"{milliseconds(shown)} ÷ {milliseconds(base)}"
    return [Figure("P11", "month page ÷ an empty signed-in page", shown / base, note, 6)]


@benchmark("P9")
def p9(scale: Scale) -> list[Figure]:
    """One month holds a thousand access points, the one before it the crowd."""
    count = scale.of(CROWD, FULL_CROWD)
    quiet, crowded = months_ago(1), months_ago(2)
    crowd(crowded, count)
    few, many = side_by_side(15, lambda: page(month_page(quiet)), lambda: page(month_page(crowded)))
    note = f"{NEIGHBOURS} and {count}: {milliseconds(many)} ÷ {milliseconds(few)}"
    forget()
    return [Figure("P9", "month page, many access points ÷ few", many / few, note, 1.3)]
