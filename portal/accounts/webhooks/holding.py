"""The one order of locks: an endpoint, then its deliveries."""

from portal.accounts.webhooks.models import Endpoint


def hold(endpoint_id: int) -> Endpoint:
    """The endpoint, locked to the end of the caller's transaction.

    Whoever changes deliveries, or an endpoint after a delivery, calls it before either; only a claim locks nothing
    but its delivery. Two, each with a row that the other wants, would wait for ever. Events come in meanwhile.
    """
    return Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)
