from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebhooksConfig(AppConfig):
    name = "portal.accounts.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from portal.accounts.organisation_menu import MemberEntry, register
        from portal.accounts.roles import House
        from portal.accounts.signals import organisation_closed
        from portal.accounts.webhooks import receivers, tasks
        from portal.accounts.webhooks.signals import delivery_due
        from portal.messaging.words import name_templates
        from portal.ui.guards import Right

        delivery_due.connect(tasks.wake, dispatch_uid="webhooks.wake")
        organisation_closed.connect(receivers.remove_endpoints, dispatch_uid="webhooks.remove")
        tells = frozenset({House.NETWORK_OPERATOR})  # the houses to which some room tells events
        register(MemberEntry(_("Webhooks"), "webhooks:list", "webhook", Right.MANAGE_MEMBERS, tells))
        name_templates({"webhook_ended": pgettext_lazy("what a message is about", "A webhook was stopped")})
