from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomerReadingsConfig(AppConfig):
    name = "consumption.customer_readings"

    def ready(self) -> None:
        from consumption.customer_readings.receivers import follow_occupant
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.customers.signals import occupancy_ended, occupancy_moved, occupancy_restored
        from portal.ui.guards import Right

        desk.register(
            DeskEntry(_("Readings to check"), "customer_readings:desk", "gauge", Right.VALIDATE_READINGS)
        )
        for signal in (occupancy_ended, occupancy_moved, occupancy_restored):
            signal.connect(follow_occupant, dispatch_uid="customer_readings.follow")
