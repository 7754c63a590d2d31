from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MandatesConfig(AppConfig):
    name = "mandates"

    def ready(self) -> None:
        from consumption.closing_pack import sections
        from mandates import closing, document, receivers, tasks
        from mandates.bases import MandateBasis
        from mandates.signals import request_to_address, signature_to_seal
        from portal.access import bases
        from portal.accounts import organisation_menu
        from portal.accounts.organisation_menu import MemberEntry
        from portal.accounts.signals import organisation_closed
        from portal.customers import signals as customers
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        name_templates(
            {
                "mandate_asked": pgettext_lazy("what a message is about", "Request for a mandate"),
                "mandate_changed": pgettext_lazy("what a message is about", "Change of a mandate"),
                "mandate_ends_soon": pgettext_lazy("what a message is about", "Mandate that ends soon"),
                "mandates_changed": pgettext_lazy(
                    "what a message is about", "Changes in an organisation’s mandates"
                ),
                "sign_mandate": pgettext_lazy("what a message is about", "Code to sign a mandate"),
            }
        )
        bases.register(MandateBasis())
        document.register_all()
        sections.register("mandates", closing.section)
        organisation_menu.register(MemberEntry(_("Mandates"), "mandates:held", "signature", Right.SEE_DATA))
        organisation_menu.register(MemberEntry(_("Requests"), "mandates:requests", "send", Right.ASK_MANDATES))
        for signal in (
            customers.occupancy_started,
            customers.occupancy_ended,
            customers.occupancy_restored,
            customers.occupancy_moved,
        ):
            signal.connect(receivers.follow_occupant, dispatch_uid="mandates.follow")
        organisation_closed.connect(receivers.end_with_organisation, dispatch_uid="mandates.organisation")
        signature_to_seal.connect(tasks.wake_seal, dispatch_uid="mandates.seal")
        request_to_address.connect(tasks.wake_address, dispatch_uid="mandates.address")
