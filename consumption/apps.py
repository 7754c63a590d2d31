from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ConsumptionConfig(AppConfig):
    name = "consumption"

    def ready(self) -> None:
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.ui.guards import Right

        register(MemberEntry(_("Access points"), "partner:access_points", "plug-zap", Right.SEE_DATA))
        post_migrate.connect(let_application_open_months, sender=self)


def let_application_open_months(*, using: str, **_: Any) -> None:
    """The application's role owns no tables, but may call the one function that adds a month to the readings."""
    if role := settings.DATABASE_APP_ROLE:
        connection = connections[using]
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regprocedure('public.ensure_reading_months(date, date)')")
            if cursor.fetchone() != (None,):  # an early state of the migrations has none
                cursor.execute(
                    "GRANT EXECUTE ON FUNCTION public.ensure_reading_months(date, date)"
                    f" TO {connection.ops.quote_name(role)}"
                )
