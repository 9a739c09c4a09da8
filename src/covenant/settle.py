"""From score and fee to the amounts of a month, to the fen.

net   = round(F·(1−p)) + round(F·p·coefficient) − min(Σ events, cap·F) − red lines ± quarter + adjustments
VAT   = round(own net·rate) + adjustments' VAT; damages do not lower the taxed amount, a price reduction does
gross = net + VAT

An adjustment is a difference of two statements and comes with its own VAT: taxing it again would be off by a fen (G14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from covenant.agreement.pay import DAMAGES
from covenant.agreement.terms import Terms
from covenant.incident import Charges
from covenant.money import Fen, round_fen
from covenant.records import Restated

NO_CHARGES = Charges((), 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One amount in fen, before rounding in `exact`, with the clause it rests on. `month` is the one it corrects."""

    key: str
    clause: str
    exact: Fraction
    fen: Fen
    month: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The month's lines and sums in fen. `own` is the net without adjustments, `fee` the fee after proration."""

    lines: tuple[Line, ...]
    net: Fen
    vat: Line
    gross: Fen
    own: Fen
    fee: Fen

    def line(self, key: str) -> Fen:
        """The fen of a line, 0 when there is none."""
        return sum(line.fen for line in self.lines if line.key == key)


def settle(
    terms: Terms,
    coefficient: Fraction,
    *,
    fee: Fen | None = None,
    charges: Charges = NO_CHARGES,
    quarter: Fen | None = None,
    adjustments: Sequence[Restated] = (),
) -> Settlement:
    """Settle a month of the terms at a coefficient. `fee` is the month's after proration, all of it by default;
    `quarter` what the quarter that ends adds or takes, None when none ends."""
    pay, mode = terms.payment, terms.rounding.money
    whole = pay.monthly_fee if fee is None else fee
    fixed = whole * (1 - pay.performance_share)
    performance = whole * pay.performance_share * coefficient
    lines = [
        Line("fixed", pay.clause, fixed, round_fen(fixed, mode)),
        Line("performance", pay.coefficient_clause, performance, round_fen(performance, mode)),
    ]
    taken = 0
    if pay.events:
        clause = pay.cap.clause if pay.cap else pay.clause
        lines.append(Line("events", clause, Fraction(-charges.within), -charges.capped))
        lines.append(Line("red_lines", clause, Fraction(-charges.red), -charges.red))
        taken = charges.capped + charges.red
    if quarter is not None and pay.quarter is not None:
        lines.append(Line("quarter", pay.quarter.clause, Fraction(quarter), quarter))
    own = sum(line.fen for line in lines)
    # A price cannot fall below nothing: what red lines take beyond it is not taxed back.
    tax = max(0, own + (taken if pay.deductions == DAMAGES else 0)) * pay.vat_rate
    for one in adjustments:
        lines.append(Line("adjustment", terms.statement_clause, Fraction(one.net), one.net, str(one.month)))
    net = sum(line.fen for line in lines)
    vat = Line("vat", pay.vat_clause, tax, round_fen(tax, mode) + sum(one.vat for one in adjustments))
    return Settlement(tuple(lines), net, vat, net + vat.fen, own, whole)
