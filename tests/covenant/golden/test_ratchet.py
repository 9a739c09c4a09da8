"""How the anchors price repetition."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.money import format_fen
from covenant.period import instant
from covenant.ratchet import banded, started_periods, within_caps
from covenant.zone import DAY

BANDS = ((20, Fraction(1)), (100, Fraction(6, 5)), (200, Fraction(3, 2)))


def test_g29_the_ratchet_bites_above_its_threshold():
    assert banded(120, BANDS, 3) == 312


def test_g29b_and_harder_further_up():
    assert banded(260, BANDS, 3) == 870


@pytest.mark.parametrize(
    ("points", "price"), [(0, 0), (20, 0), (21, 3), (100, 240), (101, Fraction(1218, 5)), (200, 600)]
)
def test_g29_the_edges_belong_to_the_band_below(points, price):
    assert banded(points, BANDS, 3) == price


def test_no_bands_cost_nothing():
    assert banded(100, (), 3) == 0


def test_bands_ascend():
    with pytest.raises(Problems):
        banded(1, ((20, Fraction(1)), (20, Fraction(2))), 3)


def test_g31_a_part_of_a_day_counts_as_a_whole_one():
    late = instant("2019-01-16T21:34:00+00:00") - instant("2019-01-11T03:24:00+00:00")
    charge = 20_000 * Fraction("0.105") / 2  # fen: 10.5 % of 200.00 for every two days
    assert started_periods(late, DAY) == 6
    assert format_fen(int(charge * started_periods(late, DAY))) == "63.00"
    assert format_fen(int(charge * (late // DAY))) == "52.50"  # what cutting the part off gives, and the text forbids


@pytest.mark.parametrize(("late", "periods"), [(-5, 0), (0, 0), (1, 1), (DAY, 1), (DAY + 1, 2)])
def test_g31_a_period_has_begun_once_time_is_in_it(late, periods):
    assert started_periods(late, DAY) == periods


def test_a_period_has_a_length():
    with pytest.raises(Problems):
        started_periods(1, 0)


def test_g30_the_year_s_cap_binds():
    charge = 8_800_000
    credit = charge * 5 // 100
    year_left = 105_600_000 * 2 // 100 - 2_000_000
    assert credit == 440_000
    assert within_caps(credit, charge * 10 // 100, year_left) == 112_000


def test_a_used_up_cap_leaves_nothing():
    assert within_caps(5, 10, -3) == 0
    assert within_caps(5) == 5


@given(st.integers(0, 400), st.integers(0, 400))
def test_each_further_point_costs_at_least_as_much(first, second):
    low, high = sorted((first, second))
    steps = [banded(points + 1, BANDS, 3) - banded(points, BANDS, 3) for points in (low, high)]
    assert 0 <= steps[0] <= steps[1]


@given(st.integers(0, 10**6), st.lists(st.integers(-100, 10**6), max_size=4))
def test_no_cap_is_exceeded(amount, caps):
    found = within_caps(amount, *caps)
    assert 0 <= found <= amount
    assert all(found <= max(0, cap) for cap in caps)


@given(st.integers(-1000, 10**9), st.integers(1, 10**6))
def test_the_periods_cover_the_delay_and_no_more(late, period):
    count = started_periods(late, period)
    assert count * period >= late
    assert count == 0 or (count - 1) * period < late
