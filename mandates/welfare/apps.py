from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WelfareConfig(AppConfig):
    name = "mandates.welfare"

    def ready(self) -> None:
        from mandates.welfare.bases import StandingMandateBasis
        from mandates.welfare.models import Reason
        from portal.access import bases, journal
        from portal.accounts import organisation_menu
        from portal.accounts.organisation_menu import MemberEntry
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "look_up_report": pgettext_lazy("what a message is about", "Report on an office’s look-ups"),
            }
        )
        bases.register(StandingMandateBasis())
        journal.name_purposes({reason.in_trace: reason.label for reason in Reason})
        organisation_menu.register(
            MemberEntry(_("Look up a resident"), "welfare:search", "search", Right.LOOK_UP_RESIDENTS)
        )
        organisation_menu.register(
            MemberEntry(_("Look-ups of the office"), "welfare:report", "clipboard-list", Right.SEE_LOOK_UPS)
        )
