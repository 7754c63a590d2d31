from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountsConfig(AppConfig):
    name = "portal.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.accounts import organisation_menu
        from portal.accounts.desk import DeskEntry, register
        from portal.accounts.organisation_menu import MemberEntry
        from portal.accounts.receivers import remember_standing
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "access_lapses": pgettext_lazy("what a message is about", "Access that ends soon"),
                "member_role": pgettext_lazy("what a message is about", "Role in an organisation"),
                "organisation_closed": pgettext_lazy("what a message is about", "End of an organisation’s access"),
                "staff_role": pgettext_lazy("what a message is about", "Role at the desk"),
            }
        )
        register(DeskEntry(_("Messages"), "accounts:messages", "send", Right.SEE_MESSAGES))
        register(DeskEntry(_("Organisations"), "accounts:organisations", "building-2", Right.ADMIT_ORGANISATIONS))
        register(DeskEntry(_("Staff"), "accounts:staff", "users", Right.MANAGE_STAFF))
        organisation_menu.register(MemberEntry(_("Members"), "accounts:members", "users", Right.MANAGE_MEMBERS))
        user_logged_in.connect(remember_standing, dispatch_uid="accounts.remember_standing")
