from django.apps import AppConfig


class EanDeliveryConfig(AppConfig):
    name = "portal.ean_delivery"
