from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts.desk import DeskEntry, register
        from portal.accounts.receivers import remember_staff
        from portal.ui.guards import Right

        register(DeskEntry(_("Messages"), "accounts:messages", "send", Right.SEE_MESSAGES))
        register(DeskEntry(_("Staff"), "accounts:staff", "users", Right.MANAGE_STAFF))
        user_logged_in.connect(remember_staff, dispatch_uid="accounts.remember_staff")
