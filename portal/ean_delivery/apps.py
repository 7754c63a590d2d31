from django.apps import AppConfig


class EanDeliveryConfig(AppConfig):
    name = "portal.ean_delivery"

    def ready(self) -> None:
        from portal.documents.registry import register
        from portal.ean_delivery.letters import compose
        from portal.ean_delivery.receivers import follow_message
        from portal.messaging.signals import message_ended

        register("ean", compose)
        message_ended.connect(follow_message, dispatch_uid="ean_delivery.follow")
