"""Interest on a late payment."""

from __future__ import annotations

from fractions import Fraction

from covenant.errors import unusable
from covenant.money import Fen, round_fen

# Where nothing was agreed; an agreed rate must not be below the one-year LPR (保障中小企业款项支付条例 17).
STATUTORY_DAILY = Fraction(5, 10_000)


def late_interest(amount: Fen, paid_day: int, due_day: int, daily_rate: Fraction, mode: str) -> Fen:
    """Simple interest in fen on `amount` fen, for each day after `due_day` up to `paid_day` (ordinals); 0 when paid in
    time. `daily_rate` is exact (0.05 % is 1/2000), `mode` the rounding of fen. Raises Problems when negative."""
    if amount < 0 or daily_rate < 0:
        raise unusable("interest", "negative", "Neither the amount nor the rate may be negative.")
    return round_fen(amount * daily_rate * max(0, paid_day - due_day), mode)
