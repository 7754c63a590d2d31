from django.apps import AppConfig


class LookUpConfig(AppConfig):
    name = "portal.look_up"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.access.bases import register
        from portal.look_up.bases import LookUpBasis
        from portal.look_up.receivers import close_what_somebody_else_opened

        register(LookUpBasis())
        user_logged_in.connect(close_what_somebody_else_opened, dispatch_uid="look_up.close")
