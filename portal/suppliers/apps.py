from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "portal.suppliers"

    def ready(self) -> None:
        from portal.access import bases
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.suppliers.bases import SupplyContractBasis
        from portal.ui.guards import Right

        bases.register(SupplyContractBasis())
        register(MemberEntry(_("Access points that we supply"), "suppliers:list", "plug", Right.SEE_SUPPLIED))
