"""Which term holds when."""

from collections.abc import Mapping, Sequence

from connectmyhome.legs.clocks import Rule, Unit
from connectmyhome.legs.models import Term
from connectmyhome.operators import Utility


def rules() -> Mapping[str, Sequence[Rule]]:
    """All terms by utility, as the clocks take them. One query."""
    found: dict[str, list[Rule]] = {utility.value: [] for utility in Utility}
    for term in Term.objects.all():
        rule = Rule(term.days, Unit(term.unit), term.source, term.road_works, term.start, term.end)
        found[term.utility].append(rule)
    return found


def history() -> Mapping[str, list[Term]]:
    """Every term that there ever was, by utility, the latest first."""
    rows: dict[str, list[Term]] = {utility.value: [] for utility in Utility}
    for term in Term.objects.order_by("road_works", "-start", "-pk"):
        rows[term.utility].append(term)
    return rows
