"""From a token to the client that it was given to."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.request import Request

from portal.accounts.clients.models import CLIENT_RIGHTS
from portal.accounts.models import Organisation
from portal.accounts.roles import rights_in
from portal.ui.guards import Right


@dataclass(frozen=True, slots=True)
class Authorised:
    """A client with a token that counts: `request.auth` in views for programs."""

    public_id: UUID
    organisation: Organisation
    rights: frozenset[Right]


class ClientAuthentication(OAuth2Authentication):  # type: ignore[misc]
    """Bearer tokens of clients. Whether client and organisation still count is asked at each request."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Authorised] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        _nobody, token = found
        client = token.application
        scopes = frozenset(token.scope.split())
        rights = frozenset(right for right in CLIENT_RIGHTS if right in scopes)
        organisation = client.organisation
        return AnonymousUser(), Authorised(client.public_id, organisation, rights & rights_in(organisation.house))
