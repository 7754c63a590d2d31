from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "portal.suppliers"
