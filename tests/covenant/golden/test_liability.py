"""Who bears a loss."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.liability import NEVER_CAPPED, Insurance, LiabilityTerms, Part, split

INSURANCE = Insurance(50_000_000, 200_000, Fraction(1, 10))
TERMS = LiabilityTerms("9.2", 30_000_000, NEVER_CAPPED, INSURANCE)
SHARES = [("A", Fraction(7, 10)), ("P", Fraction(1, 10))]


def of(loss, shares=SHARES, terms=TERMS, insured=frozenset("AP"), used=None, nature="property"):
    return split(loss, shares, terms=terms, insured=insured, used_of_cap=used or {}, nature=nature)


def test_g20_each_party_has_its_own_deductible_and_the_rest_falls_back():
    contractor, principal, nobody = of(8_600_000, used={"A": 0})
    assert (contractor.insurer, contractor.own, contractor.over_cap) == (5_418_000, 602_000, 0)
    assert (principal.insurer, principal.own, principal.over_cap) == (660_000, 200_000, 0)
    assert nobody == Part(None, Fraction(1, 5), 1_720_000, 0, 0, 0)


def test_without_a_policy_a_party_bears_its_part():
    contractor, principal, _ = of(8_600_000, insured={"P"})
    assert (contractor.insurer, contractor.own) == (0, 6_020_000)
    assert principal.insurer == 660_000
    uninsured = LiabilityTerms("9.2", None, (), None)
    assert [part.insurer for part in of(8_600_000, terms=uninsured)] == [0, 0, 0]


def test_a_loss_below_the_deductible_is_the_party_s():
    assert [(part.insurer, part.own) for part in of(100_000, [("A", Fraction(1))])] == [(0, 100_000)]


def test_a_policy_pays_no_more_than_its_limit():
    (part,) = of(100_000_000, [("A", Fraction(1))])
    assert (part.insurer, part.own) == (50_000_000, 50_000_000)


def test_the_cap_cuts_what_a_protected_party_bears_itself():
    contractor, principal, _ = of(8_600_000, used={"A": 29_500_000})
    assert (contractor.insurer, contractor.own, contractor.over_cap) == (5_418_000, 500_000, 102_000)
    assert principal.over_cap == 0
    used_up = of(8_600_000, used={"A": 31_000_000})[0]
    assert (used_up.own, used_up.over_cap) == (0, 602_000)


@pytest.mark.parametrize("nature", NEVER_CAPPED)
def test_the_law_leaves_no_cap_on_injury_intent_and_gross_negligence(nature):
    forgetful = LiabilityTerms("9.2", 0, (), INSURANCE)
    assert of(8_600_000, terms=forgetful, used={"A": 0}, nature=nature)[0].over_cap == 0


def test_the_terms_may_leave_out_more_from_the_cap():
    terms = LiabilityTerms("9.2", 0, ("fire",), INSURANCE)
    assert of(8_600_000, terms=terms, used={"A": 0}, nature="fire")[0].over_cap == 0
    assert of(8_600_000, terms=terms, used={"A": 0})[0].over_cap == 602_000


def test_the_odd_fen_goes_to_the_largest_remainder():
    thirds = [("A", Fraction(1, 3)), ("P", Fraction(1, 3))]
    assert [part.fen for part in of(100, thirds)] == [34, 33, 33]


def test_nobody_named_is_all_unattributed():
    assert of(500, []) == (Part(None, Fraction(1), 500, 0, 0, 0),)


@pytest.mark.parametrize(
    ("loss", "shares"),
    [
        (-1, SHARES),
        (1, [("A", Fraction(11, 10))]),
        (1, [("A", Fraction(-1, 10))]),
        (1, [("A", Fraction(1, 10)), ("A", Fraction(1, 10))]),
    ],
)
def test_what_is_no_split(loss, shares):
    with pytest.raises(Problems):
        of(loss, shares)


PERCENT = st.integers(0, 50).map(lambda n: Fraction(n, 100))


@given(st.integers(0, 10**10), PERCENT, PERCENT, st.integers(0, 10**8), st.sets(st.sampled_from("AP")))
def test_every_fen_is_borne_once(loss, a, p, used, insured):
    parts = of(loss, [("A", a), ("P", p)], used={"A": used}, insured=insured)
    assert sum(part.fen for part in parts) == loss
    for part in parts:
        assert min(part.fen, part.insurer, part.own, part.over_cap) >= 0
        if part.party is not None:
            assert part.insurer + part.own + part.over_cap == part.fen
            assert part.insurer <= INSURANCE.per_event


@given(st.integers(0, 10**9), st.integers(0, 4 * 10**7), st.integers(0, 10**7))
def test_the_more_is_used_of_the_cap_the_less_is_borne(loss, used, more):
    first, second = (of(loss, used={"A": amount})[0].own for amount in (used, used + more))
    assert second <= first <= max(0, TERMS.annual_cap - used)
