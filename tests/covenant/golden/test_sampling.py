"""The sample nobody can steer (G32 fixes a result of an unpublished seed; here are seed and result together)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.sampling import commitment, sample

IDS = [f"WO-{number:04d}" for number in range(1, 413)]
NONCE = b"an example's nonce, never used"
BOUND = "543e1eea485112c3972bdb8231e4ca5efc6be086483cb2c1699e816a6ae1a9da"
DRAWN = ["WO-0316", "WO-0197", "WO-0136", "WO-0067", "WO-0138"]


def test_g32_everybody_draws_the_same_sample():
    assert sample(IDS, 5, NONCE) == sample(reversed(IDS), 5, NONCE) == DRAWN
    ranked = sorted(IDS, key=lambda one: hashlib.sha256(NONCE + one.encode()).hexdigest())
    assert ranked[:5] == DRAWN


def test_g32_the_nonce_was_bound_before():
    assert commitment(NONCE) == BOUND
    assert commitment(NONCE + b".") != BOUND


def test_a_nonce_that_can_be_guessed_binds_nobody():
    with pytest.raises(Problems):
        commitment(b"2026-04")


def test_focused_orders_come_on_top():
    assert sample(IDS, 5, NONCE, focused=["WO-0400", DRAWN[0], "WO-0012", "WO-0012"]) == [*DRAWN, "WO-0012", "WO-0400"]
    assert sample(IDS, 0, NONCE, focused=["WO-0400"]) == ["WO-0400"]


def test_fewer_than_asked_for_are_all_taken():
    assert sorted(sample(IDS[:3], 5, NONCE)) == IDS[:3]
    assert sample([], 5, NONCE) == []


def test_no_negative_size():
    with pytest.raises(Problems):
        sample(IDS, -1, NONCE)


DRAWS = st.lists(st.sampled_from(IDS), max_size=40)


@given(DRAWS, st.integers(0, 10), st.binary(min_size=16, max_size=32), DRAWS)
def test_listing_repeating_and_focusing_change_nothing_in_the_draw(ids, n, seed, focused):
    drawn = sample(ids, n, seed)
    assert len(drawn) == min(n, len(set(ids)))
    assert sample(sorted(ids) * 2, n, seed) == drawn
    with_focus = sample(ids, n, seed, focused)
    assert with_focus[: len(drawn)] == drawn
    assert set(with_focus) == set(drawn) | set(focused)


@given(DRAWS, st.integers(0, 10), st.binary(min_size=16, max_size=32), st.sampled_from(IDS))
def test_a_further_order_can_only_put_itself_in(ids, n, seed, further):
    assert set(sample([*ids, further], n, seed)) <= {*sample(ids, n, seed), further}
