from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "mandates.welfare"
