"""From score and fee to the amounts of a month, to the fen.

net   = round(F·(1−p)) + round(F·p·coefficient)
VAT   = round(net·rate)
gross = net + VAT
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from covenant.agreement.terms import Terms
from covenant.money import Fen, round_fen


@dataclass(frozen=True, slots=True)
class Line:
    """One amount in fen, before rounding in `exact`, with the clause it rests on."""

    key: str
    clause: str
    exact: Fraction
    fen: Fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """The month's lines and sums in fen."""

    lines: tuple[Line, ...]
    net: Fen
    vat: Line
    gross: Fen


def settle(terms: Terms, coefficient: Fraction) -> Settlement:
    """Settle a full month of the terms at a coefficient."""
    pay, mode = terms.payment, terms.rounding.money
    fixed = pay.monthly_fee * (1 - pay.performance_share)
    performance = pay.monthly_fee * pay.performance_share * coefficient
    lines = (
        Line("fixed", pay.clause, fixed, round_fen(fixed, mode)),
        Line("performance", pay.coefficient_clause, performance, round_fen(performance, mode)),
    )
    net = sum(line.fen for line in lines)
    tax = net * pay.vat_rate
    vat = Line("vat", pay.vat_clause, tax, round_fen(tax, mode))
    return Settlement(lines, net, vat, net + vat.fen)
