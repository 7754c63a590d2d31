from django.apps import AppConfig


class LegsConfig(AppConfig):
    name = "connectmyhome.legs"
    label = "connect_legs"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from connectmyhome.legs import events, receivers  # noqa: F401
        from connectmyhome.legs.api.problems import explain_refusals
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.accounts.webhooks.words import name_events
        from portal.ui.guards import Right

        explain_refusals()
        register(MemberEntry(_("Connections"), "legs:queue", "cable", Right.SEE_LEGS))
        name_events(
            {
                "leg.moved": _("A connection came to another state"),
                "leg.changed": _("Something of a connection changed"),
                "application.erased": _("An applicant wants data to be erased"),
            }
        )
