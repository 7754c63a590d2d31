from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ApplicationConfig(AppConfig):
    name = "connectmyhome.application"
    label = "connect_application"

    def ready(self) -> None:
        from portal.messaging.words import name_templates

        name_templates(
            {
                "application_link": pgettext_lazy("what a message is about", "Link to an application"),
                "application_unknown": pgettext_lazy("what a message is about", "No such application"),
                "application_sent": pgettext_lazy("what a message is about", "Application sent"),
            }
        )
