from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "portal.correspondence"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.correspondence import composing, receivers
        from portal.customers.signals import occupancy_ended, occupancy_moved, occupancy_restored
        from portal.messaging.signals import message_ended
        from portal.ui.guards import Right

        composing.register_all()
        desk.register(
            DeskEntry(_("Campaigns of letters"), "correspondence:campaigns", "mails", Right.ISSUE_CORRESPONDENCE)
        )
        for signal in (occupancy_ended, occupancy_moved, occupancy_restored):
            signal.connect(receivers.follow_occupant, dispatch_uid="correspondence.follow")
        message_ended.connect(receivers.print_when_email_fails, dispatch_uid="correspondence.email")
