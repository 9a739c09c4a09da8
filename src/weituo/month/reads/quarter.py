"""The earlier months behind a quarter's line: their totals as this statement knew them, and where each is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from covenant import canon
from covenant.money import show
from covenant.period import Month
from covenant.statement import Book
from weituo.ledger.time import instant
from weituo.month import leaves
from weituo.month.models import Statement
from weituo.pact.reads import Pact


@dataclass(frozen=True, slots=True)
class QuarterMonth:
    """One earlier month: its total (decimal text, None when not evaluated). `statement` is None while it has none: then
    it counts with what was known; `corrected` says the total is that of a correction."""

    month: str
    score: str | None
    statement: UUID | None
    corrected: bool


def quarter_months(pact: Pact, document: Mapping[str, Any]) -> tuple[QuarterMonth, ...]:
    """Those before the document's month that its quarter counts, oldest first; empty when no quarter ends with it."""
    if not document.get("quarter"):
        return ()
    zone, last = pact.calendars.zone, Month.parse(document["month"])
    terms = pact.agreement.for_month(last, zone)
    begins = Month.of(zone.instant(terms.start, 0), zone)
    months = [one for one in (last.previous().previous(), last.previous()) if one >= begins]
    rows = Statement.objects.filter(agreement_id=pact.id, month__in=[str(one) for one in months])
    issued = {row.month: row for row in rows.filter(as_of__lte=instant(document["as_of"]))}
    book = None
    found = []
    for one in months:
        row = issued.get(str(one))
        if row is not None:
            found.append(_issued(row, document["as_of"]))
            continue
        book = book or Book(
            pact.agreement, pact.calendars, leaves.of_month(pact, last), document["as_of"], checked=False
        )
        total = book.month(one).score.total
        found.append(
            QuarterMonth(str(one), None if total is None else show(total, terms.rounding.total[0]), None, False)
        )
    return tuple(found)


def _issued(row: Statement, as_of: int) -> QuarterMonth:
    last = row.restatements.filter(as_of__lte=instant(as_of)).order_by("-as_of").first()
    document = canon.loads(bytes(last.document if last else row.document))
    return QuarterMonth(row.month, document["total"]["score"], row.id, last is not None)
