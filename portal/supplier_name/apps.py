from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SupplierNameConfig(AppConfig):
    name = "portal.supplier_name"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.documents import registry
        from portal.messaging.words import name_templates
        from portal.supplier_name.letters import compose
        from portal.ui.guards import Right

        name_templates(
            {
                "supplier_name": pgettext_lazy("what a message is about", "Supplier’s name"),
            }
        )
        registry.register("supplier_name", compose)
        desk.register(DeskEntry(_("Supplier for a caller"), "supplier_name:desk", "plug-zap", Right.SEND_LETTERS))
