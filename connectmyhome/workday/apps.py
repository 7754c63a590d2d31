from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkDayConfig(AppConfig):
    name = "connectmyhome.workday"
    label = "connect_workday"

    def ready(self) -> None:
        from connectmyhome.workday import receivers, tasks  # noqa: F401
        from portal.accounts.desk import DeskEntry, register
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "work_day": pgettext_lazy("what a message is about", "Work day of connections"),
                "leg_late": pgettext_lazy("what a message is about", "Connection that is late"),
            }
        )
        register(DeskEntry(_("Connections"), "workday:desk", "calendar-days", Right.COORDINATE_CONNECTIONS))
        register(DeskEntry(_("Legal terms"), "workday:terms", "hourglass", Right.COORDINATE_CONNECTIONS))
