from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrackingConfig(AppConfig):
    name = "connectmyhome.tracking"
    label = "connect_tracking"

    def ready(self) -> None:
        from connectmyhome.tracking import receivers, tasks  # noqa: F401
        from portal.accounts.desk import DeskEntry, register
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        register(DeskEntry(_("Retention"), "tracking:retentions", "archive", Right.COORDINATE_CONNECTIONS))
        name_templates(
            {
                "connect_news": pgettext_lazy("what a message is about", "News of an application for connections"),
                "connect_mobile_code": pgettext_lazy("what a message is about", "Code for a mobile number"),
                "connect_email_changed": pgettext_lazy(
                    "what a message is about", "Another e-mail address of an application"
                ),
                "connect_erased": pgettext_lazy("what a message is about", "Erasure of an application"),
            }
        )
