from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "portal.messaging"

    def ready(self) -> None:
        from portal.messaging import tasks
        from portal.messaging.signals import message_due

        message_due.connect(tasks.wake, dispatch_uid="messaging.wake")
