"""The quarter's reward or penalty: the mean of its monthly totals falls into a band, the band is a share of the fees.

Like every price the parties agree on, the band is chosen by the rounded mean, the figure both can read on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from covenant.errors import unusable
from covenant.money import Fen, round_fen, round_fraction


@dataclass(frozen=True, slots=True)
class QuarterTerms:
    """`bands` are (from, share of the fees), half-open, ascending, the first from 0; a negative share is a penalty."""

    clause: str
    bands: tuple[tuple[Fraction, Fraction], ...]
    reward_blocked_by_red_line: bool


@dataclass(frozen=True, slots=True)
class Quarter:
    """`mean` exact and `total` rounded, both None when no month was evaluated; `share` is the band's, `fen` what it
    comes to before VAT. `blocked`: a red line took the reward, `fen` is 0."""

    mean: Fraction | None
    total: Fraction | None
    share: Fraction
    fen: Fen
    evaluated: int
    blocked: bool


def quarter(
    totals: Sequence[Fraction | None],
    fees: Sequence[Fen],
    red_lines: int,
    terms: QuarterTerms,
    rounding_total: tuple[int, str],
    money_mode: str,
) -> Quarter:
    """Settle a quarter. `totals` are the months' rounded totals, None for a month that was not evaluated and is left
    out of the mean; `fees` the monthly fees before VAT, of which the base is the sum; `red_lines` how many red lines
    fell in the quarter. Raises Problems when the mean lies below the first band."""
    evaluated = [total for total in totals if total is not None]
    if not evaluated:
        return Quarter(None, None, Fraction(0), 0, 0, False)
    mean = sum(evaluated, Fraction(0)) / len(evaluated)
    total = round_fraction(mean, *rounding_total)
    share = next((share for start, share in reversed(terms.bands) if start <= total), None)
    if share is None:
        raise unusable(
            "quarter.bands", "no_band", f"No band holds a mean of {total}.", "Let the first band start at 0."
        )
    blocked = share > 0 and red_lines > 0 and terms.reward_blocked_by_red_line
    fen = 0 if blocked else round_fen(share * sum(fees), money_mode)
    return Quarter(mean, total, share, fen, len(evaluated), blocked)
