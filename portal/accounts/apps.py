from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts import organisation_menu
        from portal.accounts.desk import DeskEntry, register
        from portal.accounts.organisation_menu import MemberEntry
        from portal.accounts.receivers import remember_standing
        from portal.ui.guards import Right

        register(DeskEntry(_("Messages"), "accounts:messages", "send", Right.SEE_MESSAGES))
        register(DeskEntry(_("Organisations"), "accounts:organisations", "building-2", Right.ADMIT_ORGANISATIONS))
        register(DeskEntry(_("Staff"), "accounts:staff", "users", Right.MANAGE_STAFF))
        organisation_menu.register(MemberEntry(_("Members"), "accounts:members", "users", Right.MANAGE_MEMBERS))
        user_logged_in.connect(remember_standing, dispatch_uid="accounts.remember_standing")
