from django.apps import AppConfig


class CustomerReadingsConfig(AppConfig):
    name = "consumption.customer_readings"
