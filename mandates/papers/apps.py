from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "mandates.papers"

    def ready(self) -> None:
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.ui.guards import Right

        desk.register(DeskEntry(_("Signed mandates"), "papers:desk", "signature", Right.REVIEW_MANDATES))
