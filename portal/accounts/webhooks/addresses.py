"""Which addresses the portal calls: public servers over https, and nothing inside its own walls.

What a name leads to may change between two looks at it (DNS rebinding). So each call looks it up again, and
connects to the very address that was judged.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.encoding import iri_to_uri

from portal.primitives.errors import InvalidValue

LENGTH = 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_is_url = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `addresses` were judged, `host` is for the certificate and the Host header."""

    addresses: tuple[str, ...]
    host: str
    port: int
    path: str
    is_https: bool


def parse(text: str) -> str:
    """The URL of an endpoint as it is kept.

    Raises `InvalidValue`: not_url, not_https, credentials, fragment, too_long. Whether the name leads to a public
    server is for `resolve`.
    """
    text = text.strip()
    if not text.isprintable() or " " in text:
        raise InvalidValue("not_url")
    url = iri_to_uri(text)
    if len(url) > LENGTH:
        raise InvalidValue("too_long")
    try:
        _is_url(url)
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018  # raises for a port that is no number
    except (ValidationError, ValueError) as error:
        raise InvalidValue("not_url") from error
    if not host:
        raise InvalidValue("not_url")
    if parts.username is not None or parts.password is not None:
        raise InvalidValue("credentials")
    if "#" in url:
        raise InvalidValue("fragment")
    if parts.scheme != "https" and not settings.WEBHOOKS_TO_LOOPBACK:
        raise InvalidValue("not_https")
    return url


def resolve(url: str) -> Target:
    """Where the URL leads now. Looks its name up, which may take seconds: never call it in a transaction.

    Raises `InvalidValue`: unknown_host, not_public (one of its addresses is private, local, or reserved),
    not_https (plain http to anywhere but this machine, where a setting allows that).
    """
    parts = urlsplit(url)
    is_https, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if is_https else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidValue("unknown_host") from error
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    loopback = settings.WEBHOOKS_TO_LOOPBACK and all(ipaddress.ip_address(each).is_loopback for each in addresses)
    if not loopback and not all(is_public(each) for each in addresses):
        raise InvalidValue("not_public")
    if not is_https and not loopback:
        raise InvalidValue("not_https")
    return Target(addresses, host, port, _path(parts), is_https)


def is_public(address: str) -> bool:
    """Whether it is an address on the internet; one that wraps an IPv4 address is judged by that one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local:  # deprecated (RFC 3879), and routed inside where it is still used
            return False
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
