"""The forms of the desk's own pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.people import PersonForm
from portal.accounts.models import RoleChoices
from portal.accounts.roles import STAFF_ROLES, Role
from portal.messaging.models import ChannelChoices, StateChoices
from portal.ui.forms import Form

_STAFF_ROLE: dict[str, Any] = {
    "label": _("Role"),
    "choices": [(role.value, RoleChoices(role).label) for role in STAFF_ROLES],
    "error_messages": {"required": _("Choose a role")},
}


class EmployForm(PersonForm):
    """Somebody new, or a further role for somebody who is there."""

    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(**_STAFF_ROLE)

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(Form):
    """What to do with one role of a member of staff."""

    role = forms.ChoiceField(**_STAFF_ROLE)
    act = forms.ChoiceField(choices=[(word, word) for word in ("give", "review", "take", "leave")])

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class MessageFilter(Form):
    """Which messages to list; nothing chosen lists all."""

    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All")), *ChannelChoices.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *StateChoices.choices])
