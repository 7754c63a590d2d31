from django.apps import AppConfig


class ErasuresConfig(AppConfig):
    name = "connectmyhome.legs.erasures"
    label = "connect_erasures"

    def ready(self) -> None:
        from connectmyhome.legs.erasures import receivers  # noqa: F401
