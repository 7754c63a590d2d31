"""What happens to the endpoints of an organisation that ends, in the same transaction."""

from datetime import datetime
from typing import Any

from portal.accounts.models import Organisation
from portal.accounts.webhooks.models import Endpoint
from portal.accounts.webhooks.operations import take_out
from portal.accounts.webhooks.states import EndpointState


def remove_endpoints(organisation: Organisation, now: datetime, **_: Any) -> None:
    """Nothing is told to a closed organisation."""
    mine = Endpoint.objects.filter(organisation=organisation).exclude(state=EndpointState.REMOVED)
    for endpoint in mine.order_by("pk"):
        take_out(endpoint, now=now)
