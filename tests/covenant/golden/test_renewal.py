"""Who has priority at renewal."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.errors import Problems
from covenant.money import decimal
from covenant.renewal import Candidate, RenewalTerms, rank

TERMS = RenewalTerms("11.3", ("score", "-red_lines", "satisfaction"), 2, "share", 6, Fraction(85))


def candidate(party, score, red_lines=0, satisfaction="0.9", months=12):
    values = {"score": decimal(score), "red_lines": Fraction(red_lines), "satisfaction": decimal(satisfaction)}
    return Candidate(party, months, values)


def with_priority(*candidates, terms=TERMS):
    return [one.party for one in rank(candidates, terms) if one.has_priority]


A, D = candidate("A", "91.4"), candidate("D", "88")


def test_g22_fewer_red_lines_break_a_tie():
    found = rank([A, candidate("B", "90.2", 1), candidate("C", "90.2"), D], TERMS)
    assert [(one.party, one.place, one.why) for one in found] == [
        ("A", 1, "top"),
        ("C", 2, "top"),
        ("B", 3, "not_in_top"),
        ("D", 4, "not_in_top"),
    ]
    assert [one.party for one in found if one.has_priority] == ["A", "C"]


def test_g22b_an_unbroken_tie_over_the_last_place_is_shared():
    found = rank([A, candidate("B", "90.2"), candidate("C", "90.2"), D], TERMS)
    assert [one.party for one in found if one.has_priority] == ["A", "B", "C"]
    assert [(one.place, one.why) for one in found] == [(1, "top"), (2, "shared"), (2, "shared"), (4, "not_in_top")]


def test_or_everybody_tied_has_a_place_of_their_own():
    terms = RenewalTerms("11.3", TERMS.rank_by, 2, "all", 6, Fraction(85))
    found = rank([A, candidate("B", "90.2"), candidate("C", "90.2"), D], terms)
    assert [one.why for one in found] == ["top", "top", "top", "not_in_top"]


def test_a_tie_within_the_top_is_no_matter():
    assert [one.why for one in rank([candidate("B", "90"), candidate("A", "90"), D], TERMS)] == [
        "top",
        "top",
        "not_in_top",
    ]


def test_who_does_not_qualify_is_listed_with_the_reason_and_takes_no_place():
    best_but_new = candidate("E", "99", months=5)
    found = rank([best_but_new, candidate("F", "84.99"), A, D], TERMS)
    assert [(one.party, one.place, one.has_priority, one.why) for one in found] == [
        ("A", 1, True, "top"),
        ("D", 2, True, "top"),
        ("E", None, False, "too_few_months"),
        ("F", None, False, "below_min_score"),
    ]


def test_the_edges_qualify():
    assert with_priority(candidate("A", "85", months=6)) == ["A"]


def test_the_last_key_decides():
    found = with_priority(A, candidate("B", "90.2", satisfaction="0.91"), candidate("C", "90.2", satisfaction="0.92"))
    assert found == ["A", "C"]


def test_a_value_that_is_missing_is_a_problem_unless_it_does_not_matter():
    with pytest.raises(Problems):
        rank([Candidate("A", 12, {"score": Fraction(90)})], TERMS)
    assert rank([Candidate("A", 0, {})], TERMS)[0].why == "too_few_months"


@pytest.mark.parametrize("terms", [((), "share"), (("score",), "draw")])
def test_terms_without_sense(terms):
    with pytest.raises(Problems):
        rank([A], RenewalTerms("11.3", terms[0], 2, terms[1], 6, Fraction(85)))


CANDIDATES = st.lists(
    st.builds(
        lambda party, score, red, months: candidate(party, str(score), red, months=months),
        st.sampled_from("ABCDEFGH"),
        st.integers(80, 90),
        st.integers(0, 2),
        st.integers(4, 8),
    ),
    unique_by=lambda one: one.party,
    max_size=8,
)


@given(CANDIDATES, st.randoms(use_true_random=False), st.sampled_from(["share", "all"]))
def test_the_order_of_the_candidates_does_not_matter(candidates, rng, ties):
    terms = RenewalTerms("11.3", TERMS.rank_by, 2, ties, 6, Fraction(85))
    assert rank(candidates, terms) == rank(rng.sample(candidates, len(candidates)), terms)


@given(CANDIDATES)
def test_equals_are_treated_alike_and_the_places_are_filled(candidates):
    found = rank(candidates, TERMS)
    values = {one.party: tuple(one.values.items()) for one in candidates}
    placed = [one for one in found if one.place is not None]
    for one in placed:
        for other in placed:
            if values[one.party] == values[other.party]:
                assert (one.place, one.has_priority, one.why) == (other.place, other.has_priority, other.why)
    assert sum(one.has_priority for one in found) >= min(len(placed), TERMS.top)
