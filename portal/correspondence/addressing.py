"""In which language, and to whom, a letter goes."""

from django.utils import translation
from django.utils.translation import gettext as _

from portal.customers.models import Occupancy
from portal.customers.queries import at_address, postal_address
from portal.grid.models import AccessPoint
from portal.messaging.operations import Recipient

# NIS codes of the nine municipalities of the German-speaking Community; the rest of Wallonia speaks French.
_GERMAN = frozenset({"63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087"})


def language_at(access_point: AccessPoint) -> str:
    """The language of a letter to nobody in particular."""
    return "de" if access_point.municipality in _GERMAN else "fr"


def to_occupant(occupancy: Occupancy, language: str) -> Recipient:
    """The occupant by name. Customer and access point come with the occupancy."""
    customer = occupancy.customer
    return Recipient(language=language, subject=str(customer.public_id), address=postal_address(occupancy))


def to_address(access_point: AccessPoint, language: str) -> Recipient:
    """Whoever lives there."""
    with translation.override(language):
        return Recipient(language=language, address=at_address(access_point, name=_("To the occupant")))


def inbox_of(occupancy: Occupancy) -> Recipient | None:
    """The account whose inbox is this occupant's, told by e-mail; None without an account that can be used."""
    user = occupancy.customer.user
    if user is None or not user.is_active or user.email_confirmed_at is None:
        return None
    return Recipient(language=user.language, email=user.email, subject=str(occupancy.customer.public_id))
