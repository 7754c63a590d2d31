from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasuresConfig(AppConfig):
    name = "connectmyhome.legs.erasures"
    label = "connect_erasures"

    def ready(self) -> None:
        from connectmyhome.legs.erasures import receivers  # noqa: F401
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.ui.guards import Right

        register(MemberEntry(_("To erase"), "erasures:list", "eraser", Right.SEE_LEGS))
