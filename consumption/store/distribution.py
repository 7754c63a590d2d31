"""Readings over several machines, with Citus. Each key begins with the access point, so no query changes."""

from django.db import connections
from django.utils.translation import gettext

from portal.primitives.errors import UnableTo

OWNER = "owner"
TABLES = ("reading_day", "reading_correction", "index_reading", "index_correction")


class UnableToDistribute(UnableTo):
    """The tables stay where they are; the text says why."""


def distribute() -> list[str]:
    """Distribute the readings tables by access point, those of one access point on the same machine.

    Gives the tables that were not distributed before. Raises `UnableToDistribute` where Citus is not set up.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
        if cursor.fetchone() is None:
            raise UnableToDistribute(
                gettext(
                    "The extension Citus is not set up in this database. Install it on each node, add it to"
                    " shared_preload_libraries, run CREATE EXTENSION citus, and try again."
                )
            )
        cursor.execute("SELECT table_name::text FROM citus_tables")
        known = {name for (name,) in cursor.fetchall()}
        missing = [table for table in TABLES if table not in known]
        for table in missing:
            together = "default" if table == TABLES[0] else TABLES[0]
            cursor.execute(
                "SELECT create_distributed_table(%s, 'access_point_id', colocate_with => %s)", [table, together]
            )
    return missing
