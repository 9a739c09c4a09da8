"""The interval of a proportion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.interval import wilson
from covenant.money import show


def said(num, den):
    return "-".join(show(edge, 4) for edge in wilson(num, den))


def test_g24_few_ratings_say_little():
    assert said(27, 29) == "0.7804-0.9809"


def test_g24_many_say_more():
    assert said(170, 187) == "0.8592-0.9425"


def test_all_or_nothing_is_still_not_certain():
    assert said(0, 10) == "0.0000-0.2775"
    assert said(10, 10) == "0.7225-1.0000"


@pytest.mark.parametrize(("num", "den", "places"), [(0, 0, 4), (-1, 3, 4), (4, 3, 4), (1, 3, -1), (1, 3, 21)])
def test_what_is_no_proportion(num, den, places):
    with pytest.raises(Problems):
        wilson(num, den, places)


COUNTS = st.integers(1, 10_000).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))


@given(COUNTS)
def test_it_holds_the_proportion_and_mirrors(counts):
    num, den = counts
    low, high = wilson(num, den, 12)
    assert 0 <= low <= high <= 1
    assert low * den <= num <= high * den
    mirrored = wilson(den - num, den, 12)
    assert abs(1 - high - mirrored[0]) <= 1e-11
    assert abs(1 - low - mirrored[1]) <= 1e-11


@given(COUNTS)
def test_twice_the_evidence_is_narrower(counts):
    num, den = counts
    low, high = wilson(num, den, 12)
    closer = wilson(2 * num, 2 * den, 12)
    assert closer[1] - closer[0] < high - low
