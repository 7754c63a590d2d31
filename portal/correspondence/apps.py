from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "portal.correspondence"

    def ready(self) -> None:
        from portal.correspondence import composing, receivers
        from portal.customers.signals import occupancy_ended, occupancy_restored
        from portal.messaging.signals import message_ended

        composing.register_all()
        for signal in (occupancy_ended, occupancy_restored):
            signal.connect(receivers.follow_occupant, dispatch_uid="correspondence.follow")
        message_ended.connect(receivers.print_when_email_fails, dispatch_uid="correspondence.email")
