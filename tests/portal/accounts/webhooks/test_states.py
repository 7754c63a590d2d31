"""The tables of states."""

from portal.accounts.webhooks.states import (
    DeliveryState,
    EndpointState,
    delivery_sources,
    endpoint_sources,
)


def test_a_removed_endpoint_stays_removed() -> None:
    assert all(EndpointState.REMOVED not in endpoint_sources(state) for state in EndpointState)


def test_an_event_is_told_from_a_claim_alone() -> None:
    assert delivery_sources(DeliveryState.DELIVERED) == [DeliveryState.CLAIMED]


def test_what_was_cancelled_is_never_told() -> None:
    assert all(DeliveryState.CANCELLED not in delivery_sources(state) for state in DeliveryState)
