"""Range expressions for exclusion constraints. Periods are half-open; no end means until further notice."""

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db.models import Func, Value


class DateRange(Func):
    """`daterange(start, end, '[)')`"""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, start: str, end: str) -> None:
        super().__init__(start, end, Value("[)"))


class IdRange(Func):
    """`int8range(id, id, '[]')`: equality of an integer key in a GiST index without btree_gist."""

    function = "int8range"
    output_field = BigIntegerRangeField()

    def __init__(self, key: str) -> None:
        super().__init__(key, key, Value("[]"))
