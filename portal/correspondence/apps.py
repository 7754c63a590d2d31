from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CorrespondenceConfig(AppConfig):
    name = "portal.correspondence"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.correspondence import composing, receivers
        from portal.correspondence.models import Kind
        from portal.customers.signals import occupancy_ended, occupancy_moved, occupancy_restored
        from portal.messaging.signals import message_ended
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {kind.value: kind.label for kind in Kind}
            | {
                "digital_letters": pgettext_lazy("what a message is about", "Code to receive letters digitally"),
            }
        )
        composing.register_all()
        desk.register(
            DeskEntry(_("Campaigns of letters"), "correspondence:campaigns", "mails", Right.ISSUE_CORRESPONDENCE)
        )
        for signal in (occupancy_ended, occupancy_moved, occupancy_restored):
            signal.connect(receivers.follow_occupant, dispatch_uid="correspondence.follow")
        message_ended.connect(receivers.print_when_email_fails, dispatch_uid="correspondence.email")
