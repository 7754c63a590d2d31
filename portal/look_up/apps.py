from django.apps import AppConfig


class LookUpConfig(AppConfig):
    name = "portal.look_up"

    def ready(self) -> None:
        from portal.access.bases import register
        from portal.look_up.bases import LookUpBasis

        register(LookUpBasis())
