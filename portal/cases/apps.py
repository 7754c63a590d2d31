from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "portal.cases"

    def ready(self) -> None:
        from portal.accounts.desk import DeskEntry, register
        from portal.ui.guards import Right

        register(DeskEntry(_("Cases"), "cases:desk", "shield-question-mark", Right.HANDLE_CASES))
        register(DeskEntry(_("Use of personal data"), "cases:use", "chart-bar", Right.HANDLE_CASES))
