"""The table of states."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.messaging.states import AT_PROVIDER, FINAL, MOVES, UNSENT, State, may_move, sources
from portal.primitives.errors import IllegalMove


def test_every_state_is_in_the_table_and_can_be_reached():
    assert set(MOVES) == set(State)
    assert set().union(*MOVES.values()) == set(State)
    assert FINAL | AT_PROVIDER | UNSENT == set(State)


def test_nothing_moves_out_of_a_final_state():
    assert {
        State.DELIVERED,
        State.UNDELIVERED,
        State.FAILED,
        State.CANCELLED,
        State.EXPIRED,
    } == FINAL


def test_what_the_provider_has_is_never_sent_again():
    for before, after in product(AT_PROVIDER | FINAL, UNSENT | {State.CANCELLED, State.EXPIRED}):
        assert not may_move(before, after)


@given(st.lists(st.sampled_from([State.ACCEPTED, State.SENT, State.DELIVERED, State.UNDELIVERED, State.FAILED])))
def test_statuses_in_any_order_and_number_never_move_a_message_backwards(told):
    rank = {State.SENDING: 0, State.ACCEPTED: 1, State.SENT: 2}
    state = State.SENDING
    for status in told:
        before = state
        state = status if may_move(state, status) else state
        assert rank.get(state, 3) >= rank.get(before, 3)
    if told:
        assert rank.get(state, 3) == max(rank.get(status, 3) for status in told)


def test_an_illegal_move_is_refused_before_any_row_is_looked_at():
    with pytest.raises(IllegalMove):
        sources(State.QUEUED, [State.DELIVERED])
