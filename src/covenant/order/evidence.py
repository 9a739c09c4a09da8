"""留痕: what the terms want to see before a completion is taken in, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from covenant.agreement import Terms
from covenant.agreement.matrix import fits
from covenant.errors import Refusal
from covenant.facts import Blob, Fact


@dataclass(frozen=True, slots=True)
class Need:
    """At least so many of a role, by this clause."""

    role: str
    least: int
    clause: str


def needs(terms: Terms, item: str, severity: str) -> tuple[Need, ...]:
    """What an order of this item and severity has to show: of two rules for the same role, the one that asks for more."""
    found: dict[str, Need] = {}
    for rule in terms.evidence:
        if rule.severities and severity not in rule.severities:
            continue
        if not any(fits(pattern, item) for pattern in rule.items):
            continue
        known = found.get(rule.role)
        if known is None or rule.least > known.least:
            found[rule.role] = Need(rule.role, rule.least, rule.clause)
    return tuple(found.values())


def shown(chain: Sequence[Fact], more: Iterable[Blob] = ()) -> dict[str, int]:
    """How many of each role an order's facts hold, and `more` that is about to be. What was shown with a claim that was
    sent back does not prove the work done since, save the photos from before the work."""
    sent_back = max((fact.seq for fact in chain if fact.kind == "order.rejected"), default=0)
    counts: dict[str, int] = {}
    roles = [blob.role for fact in chain for blob in fact.blobs if fact.seq > sent_back or blob.role == "before"]
    for role in (*roles, *(blob.role for blob in more)):
        counts[role] = counts.get(role, 0) + 1
    return counts


def complete(needed: Iterable[Need], counts: dict[str, int]) -> None:
    """Return when everything is there; otherwise Refusal `order.evidence_missing` with the clause, the role and how many
    are missing, the first that is."""
    for need in needed:
        missing = need.least - counts.get(need.role, 0)
        if missing > 0:
            raise Refusal("order.evidence_missing", need.clause, evidence=need.role, missing=missing, least=need.least)
