from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class MessagingConfig(AppConfig):
    name = "portal.messaging"

    def ready(self) -> None:
        from portal.messaging import tasks
        from portal.messaging.signals import message_due
        from portal.messaging.words import name_templates

        name_templates(
            {
                "something_waits": pgettext_lazy("what a message is about", "Something waits in the portal"),
            }
        )
        message_due.connect(tasks.wake, dispatch_uid="messaging.wake")
