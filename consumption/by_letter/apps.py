from django.apps import AppConfig


class ByLetterConfig(AppConfig):
    name = "consumption.by_letter"
