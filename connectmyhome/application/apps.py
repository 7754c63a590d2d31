from django.apps import AppConfig


class ApplicationConfig(AppConfig):
    name = "connectmyhome.application"
    label = "connect_application"
