"""The clients of an organisation."""

from uuid import UUID

from django.db.models import Max, QuerySet

from portal.accounts.clients.models import Client
from portal.accounts.models import Organisation


def clients_of(organisation: Organisation) -> QuerySet[Client]:
    """Those that are not revoked, by name, each with `last_token_at`; lapsed ones are among them."""
    mine = Client.objects.filter(organisation=organisation, revoked_at=None).select_related("organisation")
    found: QuerySet[Client] = mine.annotate(last_token_at=Max("accesstoken__created")).order_by("name", "pk")
    return found


def client_of(organisation: Organisation, public_id: UUID) -> Client | None:
    """The organisation's client with this id, unless it is revoked."""
    mine: QuerySet[Client] = Client.objects.filter(organisation=organisation, revoked_at=None)
    return mine.filter(public_id=public_id).select_related("organisation").first()
