from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "mandates"

    def ready(self) -> None:
        from mandates.bases import MandateBasis
        from portal.access.bases import register

        register(MandateBasis())
