"""The ratio of clocks met, shared by response_1 and repair_1 and frozen with them."""

from __future__ import annotations

from covenant.agreement.terms import MeasureTerms
from covenant.measures.month_input import Measured, MonthInput
from covenant.obligation import MET


def count(month: MonthInput, clock: str, terms: MeasureTerms) -> Measured:
    """Every obligation of this clock due in the month is met or late; cancelled ones are left out."""
    met = 0
    bad: list[str] = []
    excluded: list[tuple[str, str]] = []
    for one in month.due[0].get(clock, ()):
        if one.excluded is not None:
            excluded.append((one.order.id, one.excluded))
        elif one.verdict(month.as_of) == MET:
            met += 1
        else:
            bad.append(one.order.id)
    den = met + len(bad)
    note = "too_few" if 0 < den < terms.min_n else ""
    return Measured(met, den, tuple(sorted(bad)), tuple(sorted(excluded)), note=note)
