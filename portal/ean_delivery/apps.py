from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EanDeliveryConfig(AppConfig):
    name = "portal.ean_delivery"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.documents.registry import register
        from portal.ean_delivery.letters import compose
        from portal.ean_delivery.receivers import follow_message, note_posted
        from portal.messaging.signals import letter_posted, message_ended
        from portal.ui.guards import Right

        register("ean", compose)
        desk.register(DeskEntry(_("EAN for a caller"), "ean_delivery:desk", "phone", Right.DELIVER_EAN))
        desk.register(
            DeskEntry(_("Requests for EAN numbers"), "ean_delivery:requests", "list", Right.HANDLE_EAN_REQUESTS)
        )
        message_ended.connect(follow_message, dispatch_uid="ean_delivery.follow")
        letter_posted.connect(note_posted, dispatch_uid="ean_delivery.posted")
