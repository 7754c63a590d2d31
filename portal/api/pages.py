"""Long lists in pages."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class ByPublicId(CursorPagination):
    """In the order of public ids, which never changes: a page neither skips nor repeats when others are added."""

    ordering = "public_id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def decode_cursor(self, request: Request) -> Cursor | None:
        """As DRF's; a cursor that stands on no id is refused as one that cannot be read."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                UUID(str(cursor.position))
            except ValueError as error:
                raise NotFound(self.invalid_cursor_message) from error
        return cursor


def page_of(item: type[serializers.Serializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """How a page of `item` is described."""
    name = item.__name__.removesuffix("Serializer")
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": item(many=True),
    }
    page: serializers.Serializer = type(f"{name}PageSerializer", (serializers.Serializer,), fields)()  # type: ignore[type-arg]
    return page
