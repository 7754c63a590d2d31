"""Bringing rows with a period in line with what the events tell, without ever overlapping on the way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

from portal.primitives.stay import Stay

RowT = TypeVar("RowT", bound=Model)
Wanted = Mapping[int, Sequence[Stay]]  # by access point


@dataclass(slots=True)
class Changes(Generic[RowT]):
    """What `settle` changed; each row bears its new days."""

    shortened: list[RowT] = field(default_factory=list)
    lengthened: list[RowT] = field(default_factory=list)
    moved: list[RowT] = field(default_factory=list)  # to another beginning, whatever became of its end
    added: list[RowT] = field(default_factory=list)


def settle(
    model: type[RowT],
    wanted: Wanted,
    make: Callable[[int, Stay], RowT],
    *,
    start: str = "start",
    end: str = "end",
    is_same: Callable[[RowT, Stay], bool] | None = None,
) -> Changes[RowT]:
    """Make the rows of the access points in `wanted` say what it says; `start` and `end` are their column names.

    A row belongs to a stay by its `origin`, and keeps its primary key. With `is_same`, a row that no stay names
    any more goes on as a new stay of the same thing that overlaps it: a late event that dates the beginning
    otherwise does not make another row. One that is wanted no more gets an empty period. Rows without an origin
    are left alone. Shrink, then grow, then add: so no two ever overlap in between.
    """
    changes: Changes[RowT] = Changes()
    missing = {stay.origin: (key, stay) for key, stays in wanted.items() for stay in stays}
    rows: Iterable[Any] = model._default_manager.filter(access_point_id__in=list(wanted), origin__isnull=False)
    stays = [(row, missing.pop(row.origin)[1] if row.origin in missing else None) for row in rows]
    if is_same is not None:
        stays = _go_on(model, stays, missing, start, end, is_same)
    later: dict[int, date] = {}
    earlier: dict[int, date] = {}
    for row, stay in stays:
        former: date | None = getattr(row, end)
        latter = stay.end if stay else getattr(row, start)
        if former != latter:
            setattr(row, end, latter)
            sooner = latter is not None and (former is None or latter < former)
            (changes.shortened if sooner else changes.lengthened).append(row)
        if stay and stay.start != getattr(row, start):
            (later if stay.start > getattr(row, start) else earlier)[row.pk] = stay.start
            changes.moved.append(row)
            setattr(row, start, stay.start)
    set_column(model, start, later, "date")
    set_column(model, end, {row.pk: getattr(row, end) for row in changes.shortened}, "date")
    set_column(model, end, {row.pk: getattr(row, end) for row in changes.lengthened}, "date")
    set_column(model, start, earlier, "date")
    changes.added = [make(key, stay) for key, stay in missing.values() if stay.end != stay.start]
    model._default_manager.bulk_create(changes.added, batch_size=1000)
    return changes


def _go_on(
    model: type[RowT],
    stays: list[tuple[Any, Stay | None]],
    missing: dict[str, tuple[int, Stay]],
    start: str,
    end: str,
    is_same: Callable[[RowT, Stay], bool],
) -> list[tuple[Any, Stay | None]]:
    """Give each row without a stay the missing one that it goes on as, and its origin."""
    origins: dict[int, str] = {}
    new: defaultdict[int, list[Stay]] = defaultdict(list)
    for key, one in missing.values():
        new[key].append(one)
    paired: list[tuple[Any, Stay | None]] = []
    for row, stay in stays:
        first, last = getattr(row, start), getattr(row, end)
        heirs = (one for one in new[row.access_point_id] if is_same(row, one) and _overlap(one, first, last))
        heir = next(heirs, None) if stay is None else stay
        if heir is not None and stay is None:
            del missing[heir.origin]
            new[row.access_point_id].remove(heir)
            row.origin = origins[row.pk] = heir.origin
        paired.append((row, heir))
    set_column(model, "origin", origins, "varchar")
    return paired


def in_the_way(model: type[Model], wanted: Wanted, *, start: str = "start", end: str = "end") -> set[int]:
    """The access points where a row that no event began overlaps what is wanted."""
    others: Iterable[Any] = model._default_manager.filter(
        access_point_id__in=list(wanted), origin__isnull=True
    ).values_list("access_point_id", start, end)
    return {key for key, first, last in others for stay in wanted[key] if _overlap(stay, first, last)}


def set_column(model: type[Model], column: str, values: Mapping[int, Any], kind: str) -> None:
    """Set one column of many rows, by primary key, in one statement; `kind` is its PostgreSQL type."""
    if not values:
        return
    name = connection.ops.quote_name
    table, field_name = name(model._meta.db_table), name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {field_name} = new.value "  # noqa: S608 - names of our own columns, quoted
            f"FROM unnest(%s::bigint[], %s::{kind}[]) AS new(id, value) WHERE {table}.id = new.id",
            [list(values), list(values.values())],
        )


def _overlap(stay: Stay, first: date, last: date | None) -> bool:
    if stay.end == stay.start or last == first:
        return False
    return (last is None or stay.start < last) and (stay.end is None or first < stay.end)
