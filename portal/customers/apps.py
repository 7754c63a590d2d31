from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "portal.customers"

    def ready(self) -> None:
        from portal.access.bases import register
        from portal.customers.bases import OccupancyBasis

        register(OccupancyBasis())
