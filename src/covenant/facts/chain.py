"""Each subject's facts are a small chain: numbered from 1, each naming the leaf hash of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from covenant.errors import Problem
from covenant.facts.fact import Fact, encode, leaf_hash

GENESIS = None


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """The facts of one subject by their number, however they were stored."""
    return sorted(facts, key=lambda fact: (fact.seq, fact.id))


def breaks(facts: Sequence[Fact]) -> list[Problem]:
    """What is wrong with one subject's chain: a gap, a fork, a link that does not fit. Empty when it holds."""
    problems: list[Problem] = []
    previous: str | None = None
    for number, fact in enumerate(in_order(facts), start=1):
        if fact.seq != number:
            problems.append(Problem(fact.subject, "gap", f"Expected fact {number}, found {fact.seq}."))
            break
        if fact.prev != previous:
            problems.append(Problem(fact.subject, "broken_link", f"Fact {number} does not follow the one before it."))
        previous = leaf_hash(encode(fact))
    return problems
