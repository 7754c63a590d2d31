from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CasesConfig(AppConfig):
    name = "portal.cases"

    def ready(self) -> None:
        from portal.accounts.desk import DeskEntry, register
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "case_opened": pgettext_lazy("what a message is about", "New case at the desk"),
            }
        )
        register(DeskEntry(_("Cases"), "cases:desk", "shield-question-mark", Right.HANDLE_CASES))
        register(DeskEntry(_("Use of personal data"), "cases:use", "chart-bar", Right.HANDLE_CASES))
