"""What a correction changes beyond its own lines: the quarter the month belongs to, and a right to terminate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from covenant import canon
from covenant.money import Fen, decimal, show
from covenant.period import Month
from covenant.quarter import Quarter, quarter
from weituo.month.models import Statement
from weituo.month.reads.standing import Standing, standing
from weituo.pact.reads import Pact

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QuarterEffect:
    """The quarter's mean (decimal text) and its fen, before and after. It is settled with `month`, whose statement is
    `statement` (None while that month is not closed, and fen are not known yet). `own`: the corrected month settles the
    quarter itself, so the correction carries the difference already."""

    month: str
    statement: UUID | None
    own: bool
    mean: tuple[str, str]
    fen: tuple[Fen, Fen] | None

    @property
    def changes(self) -> bool:
        return self.mean[0] != self.mean[1] or (self.fen is not None and self.fen[0] != self.fen[1])


@dataclass(frozen=True, slots=True)
class Effects:
    """`before` and `after` say where the agreement stands without and with the correction; None when its terms know no
    right to terminate."""

    quarter: QuarterEffect | None
    before: Standing | None
    after: Standing | None


def effects(pact: Pact, before: Document, after: Document, now: datetime) -> Effects:
    """Of a correction from one document of a month to another that was computed and not yet posted."""
    month = str(after["month"])
    then = standing(pact, now=now, instead={month: after})
    return Effects(_quarter(pact, Month.parse(month), (before, after)), standing(pact, now=now), then)


def _quarter(pact: Pact, month: Month, both: tuple[Document, Document]) -> QuarterEffect | None:
    last = month
    while last.month % 3:
        last = last.next()
    rule = pact.agreement.for_month(month, pact.calendars.zone).payment.quarter
    if rule is None or "fee" not in both[1]:
        return None
    months = [last.previous().previous(), last.previous(), last]
    rows = Statement.objects.filter(agreement_id=pact.id, month__in=[str(one) for one in months])
    issued = {row.month: row for row in rows.prefetch_related("restatements")}
    newest = {key: _newest(row) for key, row in issued.items() if key != str(month)}
    settled = issued.get(str(last))
    pair = [_settled(pact, month, [*newest.values(), document]) for document in both]
    fen = (pair[0].fen, pair[1].fen) if settled else None
    if last == month:
        fen = (_own(both[0]), _own(both[1]))
    return QuarterEffect(
        str(last), settled.id if settled else None, last == month, (_mean(pair[0]), _mean(pair[1])), fen
    )


def _settled(pact: Pact, month: Month, documents: list[Document]) -> Quarter:
    """The quarter from what is known of its months."""
    terms = pact.agreement.for_month(month, pact.calendars.zone)
    assert terms.payment.quarter is not None
    totals: list[Fraction | None] = []
    for one in documents:
        score = one["total"]["score"]
        totals.append(None if score is None else decimal(score))
    fees = [one.get("fee", terms.payment.monthly_fee) for one in documents]
    red = sum(1 for one in documents if any(found["red_line"] for found in one.get("incidents", ())))
    return quarter(totals, fees, red, terms.payment.quarter, terms.rounding.total, terms.rounding.money)


def _own(document: Document) -> Fen:
    return int(document["quarter"]["fen"]) if document["quarter"] else 0


def _mean(settled: Quarter) -> str:
    return "–" if settled.total is None else show(settled.total, 2)


def _newest(row: Statement) -> Document:
    last = max(row.restatements.all(), key=lambda one: one.as_of, default=None)
    found: Document = canon.loads(bytes(last.document if last else row.document))
    return found
