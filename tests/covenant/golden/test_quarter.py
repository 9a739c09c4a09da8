"""The quarter's reward or penalty."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.money import DOWN, HALF_EVEN, HALF_UP, decimal, show
from covenant.quarter import Quarter, QuarterTerms, quarter

BANDS = (("0", "-0.05"), ("70", "-0.03"), ("80", "0"), ("90", "0.01"), ("95", "0.02"))
TERMS = QuarterTerms("7.5", tuple((decimal(start), decimal(share)) for start, share in BANDS), True)
FEES = (8_800_000,) * 3


def of(*totals, red_lines=0, terms=TERMS, fees=FEES, total=(2, HALF_UP), money=HALF_UP):
    values = [None if one is None else decimal(one) for one in totals]
    return quarter(values, fees, red_lines, terms, total, money)


def test_g11a_a_good_quarter_is_rewarded():
    found = of("88.81", "91.20", "93.05")
    assert found.mean == Fraction(27306, 300)
    assert (show(found.total, 2), found.share, found.fen) == ("91.02", Fraction(1, 100), 264_000)
    assert (found.evaluated, found.blocked) == (3, False)


def test_g11b_a_bad_quarter_costs():
    found = of("78.50", "81.20", "76.00")
    assert (show(found.total, 2), found.share, found.fen) == ("78.57", Fraction(-3, 100), -792_000)


def test_g11_a_red_line_takes_the_reward_and_nothing_else():
    rewarded = of("88.81", "91.20", "93.05", red_lines=1)
    assert (rewarded.fen, rewarded.blocked, rewarded.share) == (0, True, Fraction(1, 100))
    punished = of("78.50", "81.20", "76.00", red_lines=2)
    assert (punished.fen, punished.blocked) == (-792_000, False)
    lenient = QuarterTerms(TERMS.clause, TERMS.bands, False)
    assert of("88.81", "91.20", "93.05", red_lines=1, terms=lenient).fen == 264_000


def test_g14_restated_the_quarter_stays_in_its_band():
    issued, restated = of("88.81", "91.20", "93.05"), of("89.44", "91.20", "93.05")
    assert show(restated.total, 2) == "91.23"
    assert restated.fen == issued.fen


def test_a_month_not_evaluated_is_left_out_of_the_mean_but_its_fee_is_not():
    found = of("91.00", None, "93.00")
    assert (found.mean, found.evaluated, found.fen) == (92, 2, 264_000)


def test_nothing_evaluated_nothing_happens():
    assert of(None, None, None) == Quarter(None, None, Fraction(0), 0, 0, False)
    assert of(fees=()).fen == 0


def test_a_band_holds_from_its_start_on():
    assert of("90.00").share == Fraction(1, 100)
    assert of("89.99").share == 0


def test_the_rounded_mean_chooses_the_band():
    assert of("89.99", "90.00").fen == 264_000  # 89.995
    assert of("89.99", "90.00", total=(2, DOWN)).fen == 0


def test_the_rounding_of_money_is_the_terms():
    assert of("91", fees=(50,)).fen == 1
    assert of("91", fees=(50,), money=HALF_EVEN).fen == 0


def test_a_mean_below_the_first_band_is_a_problem():
    terms = QuarterTerms("7.5", ((Fraction(60), Fraction(0)),), True)
    with pytest.raises(Problems):
        of("59.99", terms=terms)


TOTALS = st.lists(st.integers(0, 10_000).map(lambda n: Fraction(n, 100)), min_size=1, max_size=3)


@given(TOTALS, st.integers(0, 2), st.integers(0, 2), st.integers(0, 10_000))
def test_a_better_month_never_pays_less(totals, index, red_lines, more):
    better = list(totals)
    at = index % len(totals)
    better[at] = min(Fraction(100), better[at] + Fraction(more, 100))
    before, after = (quarter(one, FEES, red_lines, TERMS, (2, HALF_UP), HALF_UP).fen for one in (totals, better))
    assert after >= before


@given(TOTALS, st.randoms(use_true_random=False))
def test_the_order_of_the_months_does_not_matter(totals, rng):
    shuffled = rng.sample(totals, len(totals))
    first, second = (quarter(one, FEES, 0, TERMS, (2, HALF_UP), HALF_UP) for one in (totals, shuffled))
    assert first == second


@given(TOTALS)
def test_a_red_line_never_helps(totals):
    clean, red = (quarter(totals, FEES, count, TERMS, (2, HALF_UP), HALF_UP).fen for count in (0, 1))
    assert red == min(clean, 0)
