"""Who has priority when the agreement is renewed: a ranking by the keys the terms name, ties kept where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from covenant.errors import unusable

SCORE = "score"
SHARE = "share"
ALL = "all"


@dataclass(frozen=True, slots=True)
class RenewalTerms:
    """Ranked by the keys of `rank_by` in turn, the higher the better; a key written "-red_lines" the other way round.
    The best `top` have priority, if evaluated in `min_months` and with a value of at least `min_score` for "score".
    Those tied over the last place hold it together (`ties` = "share") or all have one of their own ("all")."""

    clause: str
    rank_by: tuple[str, ...]
    top: int
    ties: str
    min_months: int
    min_score: Fraction


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party with its number of evaluated months and its value for each key, without the "-"."""

    party: str
    months: int
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Ranked:
    """`place` counts from 1, the tied have the same, None is not ranked. `why`: top, shared, not_in_top,
    too_few_months, below_min_score."""

    party: str
    place: int | None
    has_priority: bool
    why: str


def rank(candidates: Sequence[Candidate], terms: RenewalTerms) -> tuple[Ranked, ...]:
    """All candidates, best first, the tied by party; those who do not qualify take no place and come last. Raises
    Problems when the terms rank by nothing or a qualified candidate has no value for a key."""
    if not terms.rank_by or terms.ties not in (SHARE, ALL):
        raise unusable("renewal", "bad_renewal", "There is a key to rank by, and ties share or all have priority.")
    excluded = {one.party: why for one in candidates if (why := _excluded(one, terms))}
    qualified = [(_order(one, terms), one.party) for one in candidates if one.party not in excluded]
    orders = [order for order, _ in qualified]
    result = []
    for order, party in sorted(qualified):
        better = sum(1 for other in orders if other < order)
        if better >= terms.top:
            why = "not_in_top"
        elif terms.ties == SHARE and better + orders.count(order) > terms.top:
            why = "shared"
        else:
            why = "top"
        result.append(Ranked(party, better + 1, why != "not_in_top", why))
    result += [Ranked(party, None, False, excluded[party]) for party in sorted(excluded)]
    return tuple(result)


def _excluded(one: Candidate, terms: RenewalTerms) -> str:
    if one.months < terms.min_months:
        return "too_few_months"
    return "below_min_score" if _value(one, SCORE) < terms.min_score else ""


def _order(one: Candidate, terms: RenewalTerms) -> tuple[Fraction, ...]:
    """Smaller is better."""
    return tuple(_value(one, key[1:]) if key.startswith("-") else -_value(one, key) for key in terms.rank_by)


def _value(one: Candidate, key: str) -> Fraction:
    if key not in one.values:
        raise unusable(f"candidates.{one.party}", "no_value", f"There is no value for {key!r}.")
    return one.values[key]
