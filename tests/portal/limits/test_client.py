import pytest
from django.test import RequestFactory
from pytest_django import Settings

from portal.limits import client_of

PROXIES = ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # nobody vouches for the header
        ("10.1.1.1", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the client wrote the first part itself
        ("10.1.1.1", "198.51.100.1, 10.2.2.2", "198.51.100.1"),
        ("10.1.1.1", "nonsense", "10.1.1.1"),
        ("10.1.1.1", "198.51.100.1, nonsense", "10.1.1.1"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("fd00::1", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_the_client_is_the_last_address_that_a_trusted_proxy_saw(
    settings: Settings, peer: str, forwarded: str, client: str
) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_of(request) == client


def test_addresses_of_one_ipv6_household_are_one_client(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    clients = {
        client_of(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8::{host}")) for host in ("1", "2", "ffff:1")
    }
    assert len(clients) == 1
