from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class LookUpConfig(AppConfig):
    name = "portal.look_up"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.access.bases import register
        from portal.look_up.bases import LookUpBasis
        from portal.look_up.receivers import close_what_somebody_else_opened
        from portal.messaging.words import name_templates

        name_templates(
            {
                "account_linked": pgettext_lazy("what a message is about", "Account opened for a home"),
                "look_up_code": pgettext_lazy("what a message is about", "Code of a look-up"),
            }
        )
        register(LookUpBasis())
        user_logged_in.connect(close_what_somebody_else_opened, dispatch_uid="look_up.close")
