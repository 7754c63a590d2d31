"""The forms of an organisation's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.people import PersonForm
from portal.accounts.models import RoleChoices
from portal.accounts.roles import MEMBER_ROLES, Role
from portal.ui.forms import Form

_ROLE: dict[str, Any] = {
    "label": _("Role"),
    "choices": [(role.value, RoleChoices(role).label) for role in MEMBER_ROLES],
    "error_messages": {"required": _("Choose a role")},
}


class InviteForm(PersonForm):
    """Somebody who is to act for the organisation."""

    role = forms.ChoiceField(
        **_ROLE | {"choices": [("", _("Choose …")), *_ROLE["choices"]]},
        help_text=_("Administrators manage the members. Members act for the organisation. Readers only look."),
    )

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class MemberForm(Form):
    """What to do with the access of one member; `role` is the one to change to, or the one that the member has."""

    act = forms.ChoiceField(choices=[(word, word) for word in ("review", "change", "remove")])
    role = forms.ChoiceField(**_ROLE)

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])
