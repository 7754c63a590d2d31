"""The portal calls servers on the internet, and nothing inside its walls, whatever a name leads to."""

import socket
from typing import Any

import pytest

from portal.accounts.webhooks import addresses
from portal.accounts.webhooks.sending import Answer, post
from portal.primitives.errors import InvalidValue
from tests.portal.accounts.webhooks.receiver import Receiver

INSIDE = [
    "10.0.0.1", "172.16.4.4", "192.168.1.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:a00:1::",
]  # fmt: skip


@pytest.fixture
def strict(settings: Any) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = False


def leads_to(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Have every name lead there: what the name service of an attacker would answer."""
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001:81b::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://events.example.org/", "not_https"),
        ("ftp://events.example.org/", "not_url"),
        ("//events.example.org/", "not_url"),
        ("events.example.org", "not_url"),
        ("https://", "not_url"),
        ("https://events.example.org:notaport/", "not_url"),
        ("https://events.example.org:99999/", "not_url"),
        ("https://user:word@events.example.org/", "credentials"),
        ("https://user@events.example.org/", "credentials"),
        ("https://events.example.org/#part", "fragment"),
        ("https://events.example.org/#", "fragment"),
        ("https://events.example.org/\r\nHost: inside", "not_url"),
        ("https://events.example.org/" + "x" * 500, "too_long"),
        ("javascript:alert(1)", "not_url"),
    ],
)
def test_an_address_that_is_none_is_refused(strict: None, url: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        addresses.parse(url)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://localhost/", "https://0x7f.1/"]
)
def test_an_address_of_this_machine_is_refused_however_it_is_written(strict: None, url: str) -> None:
    with pytest.raises(InvalidValue):
        addresses.resolve(addresses.parse(url))


def test_a_name_one_of_whose_addresses_is_inside_is_refused(strict: None, monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "8.8.8.8", "10.0.0.1")

    with pytest.raises(InvalidValue) as refused:
        addresses.resolve("https://events.example.org/")

    assert refused.value.code == "not_public"


def test_a_name_that_leads_inside_later_gains_nothing(
    strict: None, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, "8.8.8.8")
    url = f"https://events.example.org:{receiver.server.server_port}/"
    addresses.resolve(addresses.parse(url))
    leads_to(monkeypatch, "127.0.0.1")

    assert post(url, body=b"{}", headers={}) == Answer(error="address")
    assert receiver.got == []


def test_the_request_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the judgement and the connection no name is looked up again."""
    leads_to(monkeypatch, "8.8.8.8")
    target = addresses.resolve("https://events.example.org/a?b=c")

    assert target == addresses.Target(("8.8.8.8",), "events.example.org", 443, "/a?b=c", True)


def test_plain_http_goes_to_this_machine_alone_even_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "8.8.8.8")

    with pytest.raises(InvalidValue) as refused:
        addresses.resolve("http://events.example.org/")

    assert refused.value.code == "not_https"


def test_a_server_without_a_valid_certificate_gets_nothing(receiver: Receiver) -> None:
    url = receiver.url.replace("http://", "https://")

    assert post(url, body=b"{}", headers={}).status is None
    assert receiver.got == []
