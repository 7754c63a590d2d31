from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EanDeliveryConfig(AppConfig):
    name = "portal.ean_delivery"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.customers.signals import occupancy_ended, occupancy_moved
        from portal.documents.registry import register
        from portal.ean_delivery.letters import compose
        from portal.ean_delivery.receivers import follow_message, follow_occupant, note_posted
        from portal.messaging.signals import letter_posted, message_ended
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "ean": pgettext_lazy("what a message is about", "EAN numbers"),
                "ean_request_decided": pgettext_lazy(
                    "what a message is about", "Decision on a request for EAN numbers"
                ),
            }
        )
        register("ean", compose)
        desk.register(DeskEntry(_("EAN for a caller"), "ean_delivery:desk", "phone", Right.DELIVER_EAN))
        desk.register(
            DeskEntry(_("Requests for EAN numbers"), "ean_delivery:requests", "list", Right.HANDLE_EAN_REQUESTS)
        )
        for signal in (occupancy_ended, occupancy_moved):
            signal.connect(follow_occupant, dispatch_uid="ean_delivery.occupant")
        message_ended.connect(follow_message, dispatch_uid="ean_delivery.follow")
        letter_posted.connect(note_posted, dispatch_uid="ean_delivery.posted")
