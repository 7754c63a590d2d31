from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "portal.audit"

    def ready(self) -> None:
        post_migrate.connect(keep_append_only, sender=self)


def keep_append_only(*, using: str, **_: Any) -> None:
    """Leave the application's role the rights to read the trace and add to it, whatever was granted before."""
    if role := settings.DATABASE_APP_ROLE:
        connection = connections[using]
        with connection.cursor() as cursor:
            for table in ("audit_event", "audit_seal"):
                cursor.execute("SELECT to_regclass(%s)", [table])
                if cursor.fetchone() != (None,):  # before its first migration, and after going back, there is none
                    cursor.execute(
                        f"REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {table} "
                        f"FROM {connection.ops.quote_name(role)}"
                    )
