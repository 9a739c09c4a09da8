"""Interest on a late payment."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.interest import STATUTORY_DAILY, late_interest
from covenant.money import HALF_UP, UP
from covenant.period import day_ordinal

DUE = day_ordinal("2026-06-10")


def test_g21_twelve_days_late():
    assert late_interest(8_966_850, day_ordinal("2026-06-22"), DUE, STATUTORY_DAILY, HALF_UP) == 53_801
    assert late_interest(8_966_850, day_ordinal("2026-06-22"), DUE, STATUTORY_DAILY, UP) == 53_802


@pytest.mark.parametrize("paid", [DUE - 3, DUE])
def test_in_time_nothing_is_owed(paid):
    assert late_interest(8_966_850, paid, DUE, STATUTORY_DAILY, HALF_UP) == 0


@pytest.mark.parametrize(("amount", "rate"), [(-1, STATUTORY_DAILY), (1, Fraction(-1, 2000))])
def test_nothing_is_negative(amount, rate):
    with pytest.raises(Problems):
        late_interest(amount, DUE, DUE, rate, HALF_UP)


@given(st.integers(0, 10**10), st.integers(0, 400), st.integers(0, 400))
def test_a_later_day_never_costs_less(amount, days, more):
    first, second = (late_interest(amount, DUE + n, DUE, STATUTORY_DAILY, HALF_UP) for n in (days, days + more))
    assert first <= second
