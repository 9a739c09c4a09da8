"""Money is an integer of fen (1/100 yuan, or the cent of another currency). Shares are exact fractions.

Each rounding has a name and happens where the terms say; nothing else in covenant rounds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from covenant.errors import unusable

Fen = int

HALF_UP = "half_up"
HALF_EVEN = "half_even"
DOWN = "down"
UP = "up"
MODES = (HALF_UP, HALF_EVEN, DOWN, UP)

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?", re.ASCII)


def decimal(text: str, path: str = "value") -> Fraction:
    """The exact value of a decimal string such as "0.05". Raises Problems for anything else, floats included."""
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise unusable(path, "not_decimal", f"{text!r} is not a decimal string.", 'Write it in quotes, as "0.05".')
    return Fraction(text)


def yuan(text: str, path: str = "amount") -> Fen:
    """Fen of an amount in yuan with at most two decimals: "88000.00" → 8800000."""
    value = decimal(text, path) * 100
    if value.denominator != 1:
        raise unusable(path, "not_money", f"{text!r} has parts of a fen.", "Use at most two decimals.")
    return value.numerator


def round_fraction(value: Fraction, places: int, mode: str) -> Fraction:
    """`value` rounded to `places` decimals. half_up and up move away from zero, down towards it."""
    scaled = value * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    if mode == HALF_UP:
        up = twice >= scaled.denominator
    elif mode == HALF_EVEN:
        up = twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    elif mode == UP:
        up = rest > 0
    elif mode == DOWN:
        up = False
    else:
        raise unusable("rounding", "unknown_mode", f"{mode!r} is not a rounding.", f"Use one of {', '.join(MODES)}.")
    whole += up
    return Fraction(whole if scaled >= 0 else -whole, 10**places)


def round_fen(value: Fraction, mode: str) -> Fen:
    """An exact number of fen rounded to whole fen."""
    return int(round_fraction(value, 0, mode))


def show(value: Fraction, places: int, mode: str = HALF_UP) -> str:
    """Decimal text with exactly `places` decimals: Fraction(1, 3), 2 → "0.33"."""
    rounded = round_fraction(value, places, mode) * 10**places
    digits = str(abs(rounded.numerator)).rjust(places + 1, "0")
    sign = "-" if rounded < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def exact(value: Fraction) -> str:
    """The value itself, for a trace: "17761/200", or "88" when whole."""
    return str(value)


def format_fen(fen: Fen) -> str:
    """Yuan with thousands separators and two decimals: -329 → "-3.29"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def split_largest_remainder(total: Fen, weights: Sequence[int]) -> list[Fen]:
    """`total` split in proportion to `weights`, summing to it exactly; leftover fen go to the largest
    remainders, a tie to the earlier slice (golden figure G08)."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise unusable("weights", "bad_weights", "The weights must not be negative and must not all be zero.")
    floors = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors
