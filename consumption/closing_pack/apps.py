from django.apps import AppConfig


class ClosingPackConfig(AppConfig):
    name = "consumption.closing_pack"
