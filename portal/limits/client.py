"""Which client asks: the address that limits are counted by."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_of(request: HttpRequest) -> str:
    """The client's address, or its /64 for IPv6 (one household gets that many addresses).

    X-Forwarded-For counts only as far as proxies in `settings.TRUSTED_PROXIES` (networks) wrote it: it is read
    from the right up to the first address that is not one of them. Anybody can write what stands before that.
    """
    client = _address(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and client is not None and _trusted(client):
        before = _address(hops.pop())
        if before is None:
            break
        client = before
    if client is None:
        return "unknown"
    if isinstance(client, IPv6Address):
        return str(ip_network((client, 64), strict=False))
    return str(client)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _trusted(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache(maxsize=8)
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name) for name in names)
