"""Who connects what in a commune on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from connectmyhome.operators import OUTSIDE, Operator, Outside, Utility, name_of
from connectmyhome.territory.models import Commune, Designation

# Whom to ask where no designation tells: SWDE connects most communes, telecom operators know their own network.
_ASKED_ANYWHERE = {
    Utility.WATER: (Operator.SWDE,),
    Utility.TELECOM: (Operator.PROXIMUS, Operator.ORANGE, Operator.TELENET),
}


class Answer(StrEnum):
    """What an applicant is told of one utility."""

    APPLY = "apply"  # the application goes to this operator
    SHARED = "shared"  # two operators: the street decides
    OUTSIDE = "outside"  # another operator, to whom one turns oneself
    TO_BE_CHECKED = "to_be_checked"  # nobody told who connects here; the application is taken all the same
    CHOOSE = "choose"  # the applicant chooses the operators to ask


@dataclass(frozen=True, slots=True)
class Serving:
    """One utility in one commune. `operators` are codes of those in the scheme, `outside` those who are not."""

    utility: Utility
    answer: Answer
    operators: Sequence[str] = ()
    outside: Sequence[Outside] = ()
    designations: Sequence[Designation] = ()

    @property
    def names(self) -> list[str]:
        return [name_of(code) for code in self.operators]


def communes_with(postal_code: str) -> QuerySet[Commune]:
    """The communes that the postal code belongs to, by name: none, one, or several."""
    return Commune.objects.filter(postal_codes__contains=[postal_code])


def designated(commune: Commune, *, on: date) -> QuerySet[Designation]:
    """What is designated in the commune on that day."""
    return commune.designations.filter(Q(end__isnull=True) | Q(end__gt=on), start__lte=on)


def who_serves(commune: Commune, *, on: date) -> list[Serving]:
    """Each utility in turn. One query."""
    found: dict[Utility, list[Designation]] = {utility: [] for utility in Utility}
    for designation in designated(commune, on=on):
        found[Utility(designation.utility)].append(designation)
    return [_serving(utility, designations) for utility, designations in found.items()]


def history(commune: Commune) -> Mapping[str, list[Designation]]:
    """Every designation that the commune ever had, by utility, the latest first."""
    rows: dict[str, list[Designation]] = {utility.value: [] for utility in Utility}
    for designation in commune.designations.order_by("-start", "-pk"):
        rows[designation.utility].append(designation)
    return rows


def _serving(utility: Utility, designations: Sequence[Designation]) -> Serving:
    codes = [designation.operator for designation in designations] or list(_ASKED_ANYWHERE.get(utility, ()))
    inside = [code for code in codes if code not in OUTSIDE]
    outside = [OUTSIDE[code] for code in codes if code in OUTSIDE]
    if utility is Utility.TELECOM:
        answer = Answer.CHOOSE
    elif not designations:
        answer = Answer.TO_BE_CHECKED
    elif len(codes) > 1 or designations[0].partly:
        answer = Answer.SHARED
    else:
        answer = Answer.APPLY if inside else Answer.OUTSIDE
    return Serving(utility, answer, inside, outside, designations)
