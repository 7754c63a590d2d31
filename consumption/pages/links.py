"""Addresses of the pages of a history, behind the door that the reader came in by."""

from django.urls import reverse

from portal.access.grants import Grant


def address(page: str, grant: Grant) -> str:
    """The page "history", "explore", "download" or "intervals" of the access point, for the actor of `grant`: who
    acts for an organisation stays on its pages."""
    instance = "partner_consumption" if grant.actor.is_holder else "consumption"
    return reverse(f"{instance}:{page}", args=[grant.access_point.public_id])
