"""How a client comes in, for the description of the interface."""

from typing import Any

from drf_spectacular.contrib.django_oauth_toolkit import DjangoOAuthToolkitScheme


class ClientScheme(DjangoOAuthToolkitScheme):  # type: ignore[no-untyped-call]
    """OAuth 2 client credentials; each operation names the scope that its view takes."""

    target_class = "portal.accounts.clients.authentication.ClientAuthentication"
    name = "oauth2"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[Any]]:
        return {self.name: [str(auto_schema.view.right)]}
