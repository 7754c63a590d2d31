from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "portal.access"

    def ready(self) -> None:
        from portal.access.grants import NotVisible
        from portal.api.problems import explain, not_found

        explain(NotVisible, not_found)
