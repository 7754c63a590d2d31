from django.apps import AppConfig


class ClosingPackConfig(AppConfig):
    name = "consumption.closing_pack"

    def ready(self) -> None:
        from consumption.closing_pack.receivers import follow_occupant
        from portal.customers.signals import occupancy_ended, occupancy_restored

        for signal in (occupancy_ended, occupancy_restored):
            signal.connect(follow_occupant, dispatch_uid="closing_pack.follow")
