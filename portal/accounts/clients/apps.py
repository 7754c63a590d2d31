from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "portal.accounts.clients"
    label = "clients"

    def ready(self) -> None:
        from portal.accounts.clients import schema  # noqa: F401  # it registers itself
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.ui.guards import Right

        register(MemberEntry(_("Programs"), "clients:list", "plug", Right.MANAGE_MEMBERS))
