"""Satisfaction: of the ratings given in the month, the share of at least `good` stars.

One rating per order. Fewer than `min_n` are pooled with earlier months up to `pool_months`; still too few, and it
is not evaluated.
"""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput


def evaluate(month: MonthInput, terms: MeasureTerms) -> Measured:
    """Count the ratings by the month in which they were given."""
    good, count, bad, pooled = 0, 0, [], 0
    for start, end in month.spans[: terms.pool_months]:
        pooled += 1
        for order in month.orders:
            if order.rated_at is not None and order.stars is not None and start <= order.rated_at < end:
                count += 1
                if order.stars >= terms.good:
                    good += 1
                else:
                    bad.append(order.id)
        if count >= terms.min_n:
            break
    note = "too_few" if 0 < count < terms.min_n else ""
    return Measured(good, count, tuple(sorted(bad)), pooled=pooled, note=note)
