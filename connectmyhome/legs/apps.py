from django.apps import AppConfig


class LegsConfig(AppConfig):
    name = "connectmyhome.legs"
    label = "connect_legs"

    def ready(self) -> None:
        from connectmyhome.legs import receivers  # noqa: F401
