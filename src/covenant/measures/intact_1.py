"""完好率: intact units over all units at the inventories of the month."""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Sum over inventories of the month and, when pooled, of those before it."""
    spans = month.spans[: terms.pool_months]
    taken = [one for one in month.records.inventories if any(start <= one.at < end for start, end in spans)]
    bad = tuple(sorted(one.id for one in taken if one.good < one.count))
    count = sum(one.count for one in taken)
    note = "too_few" if 0 < count < terms.min_n else ""
    return Measured(sum(one.good for one in taken), count, bad, pooled=len(spans), note=note)
