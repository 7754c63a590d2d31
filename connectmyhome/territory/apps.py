from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "connectmyhome.territory"

    def ready(self) -> None:
        from portal.accounts.desk import DeskEntry, register
        from portal.ui.guards import Right

        register(DeskEntry(_("Operators per commune"), "territory:communes", "map", Right.EDIT_TERRITORY))
