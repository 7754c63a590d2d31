"""What must be kept, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from connectmyhome.legs.models import Leg, Offer
from connectmyhome.operators import Operator, name_of
from connectmyhome.tracking.models import Kept, Retention, Since
from portal.primitives.period import belgian_day

WITHOUT_WORD = 12  # months for an operator that has no row


@dataclass(frozen=True, slots=True)
class Keeping:
    """Something of one operator that stays until, and without, the day `until`. `source` "" is no law."""

    operator: str
    what: Kept
    months: int
    since: Since
    until: date | None  # None as long as it has not begun to count
    source: str

    @property
    def operator_name(self) -> str:
        return name_of(self.operator)

    @property
    def term(self) -> str:
        """How long, in words."""
        told = {"months": self.months, "years": self.months // 12}
        if self.months % 12 or self.months < 24:
            after = _("%(months)s months from 1 January after its date")
            return (after if self.since is Since.NEW_YEAR else _("%(months)s months from its end")) % told
        after = _("%(years)s years from 1 January after its date")
        return (after if self.since is Since.NEW_YEAR else _("%(years)s years from its end")) % told

    @property
    def what_words(self) -> str:
        return str(Kept(self.what).label)


def together(keepings: Iterable[Keeping]) -> list[tuple[Keeping, str]]:
    """What stays alike for several operators told once: with their names."""
    found: dict[Keeping, list[str]] = {}
    for each in keepings:
        names = found.setdefault(replace(each, operator=""), [])
        if each.operator_name not in names:
            names.append(each.operator_name)
    return [(each, ", ".join(names)) for each, names in found.items()]


def history() -> Mapping[str, list[tuple[Keeping, Retention]]]:
    """Every retention that there ever was, by the operator's name, the latest first."""
    rows: dict[str, list[tuple[Keeping, Retention]]] = {operator.value: [] for operator in Operator}
    for row in Retention.objects.order_by("kept", "-start", "-pk"):
        told = Keeping(row.operator, Kept(row.kept), row.months, Since(row.since), None, row.source)
        rows[row.operator].append((told, row))
    return {name_of(operator): found for operator, found in rows.items()}


def of_application(legs: Iterable[Leg], *, today: date) -> list[Keeping]:
    """How long the application stays by itself, for each operator that has a part in it; from the end of its last
    leg there."""
    rows = _rows(Kept.APPLICATION, today)
    found = []
    for operator, theirs in sorted(_by_operator(legs).items()):
        row = rows.get(operator)
        months = row.months if row else WITHOUT_WORD
        ends = [leg.closed_at for leg in theirs]
        last = max((end for end in ends if end), default=None) if all(ends) else None
        until = _until(months, Since.END, belgian_day(last)) if last else None
        source = row.source if row else ""
        found.append(Keeping(operator, Kept.APPLICATION, months, Since.END, until, source))
    return found


def of_offers(legs: Iterable[Leg], *, today: date) -> list[Keeping]:
    """What must be kept even if the applicant asks for erasure: accepted offers. The legs come with `offers`."""
    rows = _rows(Kept.OFFER, today)
    return [
        _of_offer(offer, leg.operator, row)
        for leg in legs
        if (row := rows.get(leg.operator))
        for offer in leg.offers.all()
        if offer.accepted_at is not None and offer.sha256
    ]


def offers_past(*, today: date) -> list[Offer]:
    """Accepted offers of erased applications that need not be kept any more."""
    rows = _rows(Kept.OFFER, today)
    kept = Offer.objects.filter(leg__application__erased_at__isnull=False).exclude(sha256="").defer("pdf")
    return [
        offer
        for offer in kept.select_related("leg")
        if (row := rows.get(offer.leg.operator)) is None
        or (_of_offer(offer, offer.leg.operator, row).until or today) <= today
    ]


def _of_offer(offer: Offer, operator: str, row: Retention) -> Keeping:
    day = belgian_day(offer.accepted_at or offer.made_at)
    return Keeping(
        operator, Kept.OFFER, row.months, Since(row.since), _until(row.months, Since(row.since), day), row.source
    )


def _rows(kept: Kept, on: date) -> dict[str, Retention]:
    holding = Retention.objects.filter(Q(end__isnull=True) | Q(end__gt=on), kept=kept, start__lte=on)
    return {row.operator: row for row in holding}


def _by_operator(legs: Iterable[Leg]) -> dict[str, list[Leg]]:
    found: dict[str, list[Leg]] = {}
    for leg in legs:
        found.setdefault(leg.operator, []).append(leg)
    return found


def _until(months: int, since: Since, day: date) -> date:
    """The first day on which it need not be there any more."""
    start = date(day.year + 1, 1, 1) if since is Since.NEW_YEAR else day
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    last_day = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - first).days
    return first.replace(day=min(start.day, last_day))
