from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ByLetterConfig(AppConfig):
    name = "consumption.by_letter"

    def ready(self) -> None:
        from consumption.by_letter.bases import LetterBasis
        from consumption.by_letter.letters import compose
        from consumption.by_letter.receivers import send_instead_of_code
        from portal.access import bases
        from portal.accounts import desk
        from portal.accounts.desk import DeskEntry
        from portal.documents import registry
        from portal.look_up.signals import letter_wanted
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "history": pgettext_lazy("what a message is about", "Consumption history"),
            }
        )
        bases.register(LetterBasis())
        registry.register("history", compose)
        letter_wanted.connect(send_instead_of_code, dispatch_uid="by_letter.look_up")
        desk.register(DeskEntry(_("History for a caller"), "by_letter:desk", "chart-column", Right.SEND_LETTERS))
