"""Making, reviewing and revoking the clients of an organisation, each traced."""

from datetime import datetime, timedelta

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model

from portal.accounts.clients.models import Client
from portal.accounts.models import Membership, Organisation
from portal.audit.operations import record
from portal.primitives.errors import UnableTo

AT_MOST = 20
FORGET_TOKENS_AFTER = timedelta(days=31)


class UnableToMakeClient(UnableTo):
    """The organisation has as many clients as it may."""


@transaction.atomic
def make_client(*, by: Membership, name: str, now: datetime) -> tuple[Client, str]:
    """Make a client of the organisation that `by` belongs to. Its secret is given here and never again.

    Raises `UnableToMakeClient`.
    """
    organisation = Organisation.objects.select_for_update().get(memberships=by)
    if Client.objects.filter(organisation=organisation, revoked_at=None).count() >= AT_MOST:
        raise UnableToMakeClient
    secret: str = generate_client_secret()
    client = Client.objects.create(
        organisation=organisation,
        name=name,
        client_secret=secret,
        client_type=Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_CLIENT_CREDENTIALS,
        made_by=str(by.user.public_id),
        made_at=now,
        reviewed_at=now,
    )
    _record("api_client_made", client, by, now)
    return client, secret


@transaction.atomic
def review_client(*, client: Client, by: Membership, now: datetime) -> None:
    """Say that it is still needed: it counts for another six months."""
    Client.objects.filter(pk=client.pk, revoked_at=None).update(reviewed_at=now)
    _record("api_client_reviewed", client, by, now)


@transaction.atomic
def revoke_client(*, client: Client, by: Membership, now: datetime) -> None:
    """End the client and its tokens at once. A second time changes nothing."""
    if Client.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=now):
        get_access_token_model().objects.filter(application=client).delete()
        _record("api_client_revoked", client, by, now)


def forget_tokens(*, now: datetime) -> int:
    """Delete tokens that ended a month ago or earlier. Returns how many."""
    ended = get_access_token_model().objects.filter(expires__lt=now - FORGET_TOKENS_AFTER)
    return int(ended.delete()[0])


def _record(code: str, client: Client, by: Membership, now: datetime) -> None:
    record(
        code=code,
        at=now,
        **by.traced,
        reference=str(client.public_id),
    )
