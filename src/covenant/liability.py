"""Who bears a loss once the finding has given each party its share: insurer, party, and what a cap cuts off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from covenant.errors import unusable
from covenant.money import HALF_UP, Fen, round_fen, split_largest_remainder

# A clause limiting liability for these is void whatever the terms say (民法典 506).
NEVER_CAPPED = ("injury", "intent", "gross_negligence")


@dataclass(frozen=True, slots=True)
class Insurance:
    """A policy pays at most `per_event` fen of a party's part, above a deductible: the larger of `deductible_min` fen
    and `deductible_share` of the part."""

    per_event: Fen
    deductible_min: Fen
    deductible_share: Fraction


@dataclass(frozen=True, slots=True)
class LiabilityTerms:
    """A capped party bears at most `annual_cap` fen a year itself (None: no cap), but for the natures of loss in
    `not_capped` and in NEVER_CAPPED."""

    clause: str
    annual_cap: Fen | None
    not_capped: tuple[str, ...]
    insurance: Insurance | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a loss in fen. For a party `fen` = `insurer` + `own` + `over_cap`. `party` is None for what the
    finding attributes to nobody: the other three are then 0, and the matrix's fall-back decides who pays."""

    party: str | None
    share: Fraction
    fen: Fen
    insurer: Fen
    own: Fen
    over_cap: Fen


def split(
    loss: Fen,
    shares: Sequence[tuple[str, Fraction]],
    *,
    terms: LiabilityTerms,
    insured: AbstractSet[str],
    used_of_cap: Mapping[str, Fen],
    nature: str,
    money_mode: str = HALF_UP,
) -> tuple[Part, ...]:
    """Split `loss` by the finding's `shares` (largest remainder; the parts sum to the loss), the unattributed rest last.

    `insured` are the parties with a policy; each party's part is an event of its own policy. `used_of_cap` names the
    parties the cap protects, each with the fen it has borne this year (0 at first); the others have no cap. `nature`
    is what kind of loss it is, such as "property" or one of NEVER_CAPPED. `money_mode` rounds the deductible. Raises
    Problems for a negative loss or share, a party named twice, or shares above the whole."""
    parties = [party for party, _ in shares]
    rest = 1 - sum((share for _, share in shares), Fraction(0))
    if loss < 0 or rest < 0 or any(share < 0 for _, share in shares) or len(set(parties)) < len(parties):
        raise unusable(
            "shares", "bad_shares", "A loss and its shares are not negative, each party has one, all at most the whole."
        )
    whole: list[tuple[str | None, Fraction]] = [*shares]
    if rest:
        whole.append((None, rest))
    unit = lcm(*(share.denominator for _, share in whole))
    amounts = split_largest_remainder(loss, [int(share * unit) for _, share in whole])
    parts = []
    for (party, share), fen in zip(whole, amounts, strict=True):
        if party is None:
            parts.append(Part(None, share, fen, 0, 0, 0))
            continue
        insurer = _insurer(fen, terms.insurance, money_mode) if party in insured else 0
        over = 0
        if terms.annual_cap is not None and party in used_of_cap and nature not in (*terms.not_capped, *NEVER_CAPPED):
            over = max(0, fen - insurer - max(0, terms.annual_cap - used_of_cap[party]))
        parts.append(Part(party, share, fen, insurer, fen - insurer - over, over))
    return tuple(parts)


def _insurer(fen: Fen, insurance: Insurance | None, money_mode: str) -> Fen:
    if insurance is None:
        return 0
    deductible = max(insurance.deductible_min, round_fen(insurance.deductible_share * fen, money_mode))
    return min(insurance.per_event, max(0, fen - deductible))
