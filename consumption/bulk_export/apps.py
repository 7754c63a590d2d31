from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulkExportConfig(AppConfig):
    name = "consumption.bulk_export"

    def ready(self) -> None:
        from consumption.bulk_export.operations.tending import follow_closing
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.accounts.signals import organisation_closed
        from portal.ui.guards import Right

        organisation_closed.connect(follow_closing)
        register(MemberEntry(_("Bulk exports"), "bulk_export:list", "download", Right.SEE_DATA))
