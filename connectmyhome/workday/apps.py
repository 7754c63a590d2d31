from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkDayConfig(AppConfig):
    name = "connectmyhome.workday"
    label = "connect_workday"

    def ready(self) -> None:
        from connectmyhome.workday import events, receivers, tasks  # noqa: F401
        from connectmyhome.workday.api import problem_of
        from connectmyhome.workday.operations.locking import UnableToAgree
        from portal.accounts.desk import DeskEntry, register
        from portal.accounts.webhooks.words import name_events
        from portal.api.problems import explain
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        explain(UnableToAgree, problem_of)
        name_events({"work_day.changed": _("A work day was proposed, agreed or fell")})
        name_templates(
            {
                "work_day": pgettext_lazy("what a message is about", "Work day of connections"),
                "leg_late": pgettext_lazy("what a message is about", "Connection that is late"),
            }
        )
        register(DeskEntry(_("Connections"), "workday:desk", "calendar-days", Right.COORDINATE_CONNECTIONS))
        register(DeskEntry(_("Legal terms"), "workday:terms", "hourglass", Right.COORDINATE_CONNECTIONS))
