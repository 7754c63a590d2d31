from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class IdentityConfig(AppConfig):
    name = "portal.identity"

    def ready(self) -> None:
        from portal.messaging.words import name_templates

        name_templates(
            {
                "account_changed": pgettext_lazy("what a message is about", "Change of an account"),
                "address_in_use": pgettext_lazy(
                    "what a message is about", "Sign-up with an address that has an account"
                ),
                "confirm_email": pgettext_lazy("what a message is about", "Code to confirm an e-mail address"),
                "mobile_changed": pgettext_lazy("what a message is about", "Other mobile number of an account"),
                "new_contact": pgettext_lazy(
                    "what a message is about", "Code for a new e-mail address or mobile number"
                ),
                "password_reset": pgettext_lazy("what a message is about", "Link to choose a new password"),
                "password_reset_unknown": pgettext_lazy(
                    "what a message is about", "New password for an address without an account"
                ),
                "second_factor": pgettext_lazy("what a message is about", "Code to sign in"),
            }
        )
