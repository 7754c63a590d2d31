"""What programs may do, in words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.clients.models import CLIENT_RIGHTS
from portal.accounts.roles import House, rights_in
from portal.ui.guards import Right

_WORDS: Mapping[Right, Promise] = {
    Right.SEE_DATA: _("read the data that your mandates cover, and not a value more"),
    Right.ASK_MANDATES: _("ask customers for mandates"),
    Right.SEE_LEGS: _("read the connections that are asked of you"),
    Right.HANDLE_LEGS: _("ask, offer, plan and report for these connections"),
}


def allowed(house: House) -> Sequence[Promise]:
    """What the programs of an organisation of this kind may do."""
    rights = rights_in(house)
    return [_WORDS[right] for right in CLIENT_RIGHTS if right in rights]
