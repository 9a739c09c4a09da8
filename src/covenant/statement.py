"""The statement of a month: a pure function of terms, calendars, facts, month and as_of.

The same inputs give the same bytes for ever. `as_of` is the moment whose knowledge counts: facts the ledger took later
and holiday notices published later do not exist for it. Terms of terms/1 give a `statement/1`, of terms/2 a
`statement/2`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from covenant import canon, trace
from covenant.agreement import Agreement, Terms
from covenant.assessment import Assessment, assess
from covenant.calendar import Calendars
from covenant.errors import unusable
from covenant.incident import Incident
from covenant.interval import wilson
from covenant.marginal import Price, prices
from covenant.measures import Measured
from covenant.money import Fen, exact, round_fen, show
from covenant.obligation import LATE, MET, Obligation
from covenant.period import Month
from covenant.quarter import Quarter, quarter
from covenant.repair_time import repair_times
from covenant.settle import Settlement, settle

ENGINE = "covenant/1"


class Book:
    """The facts, terms and calendars of one agreement, asked for months; each is assessed once."""

    def __init__(
        self, agreement: Agreement, calendars: Calendars, leaves: Iterable[bytes], as_of: int, *, checked: bool = True
    ) -> None:
        self.agreement = agreement
        self.calendars = calendars
        self.leaves: Sequence[bytes] = leaves if isinstance(leaves, list) else list(leaves)
        self.as_of = as_of
        self.checked = checked
        self._known: dict[Month, Assessment] = {}

    def month(self, month: Month) -> Assessment:
        """The assessment with the knowledge of `as_of`."""
        if month not in self._known:
            self._known[month] = assess(
                self.agreement, self.calendars, self.leaves, month, self.as_of, checked=self.checked
            )
        return self._known[month]

    def issued(self, month: Month, before: Assessment) -> Assessment:
        """An earlier month as its newest statement has it; with today's knowledge when none was issued."""
        as_of = before.collected.records.known_as_of(month)
        if as_of is None or as_of >= self.as_of:
            return self.month(month)
        return assess(self.agreement, self.calendars, self.leaves, month, as_of, checked=self.checked)

    def quarter(self, last: Assessment) -> Quarter | None:
        """The quarter that ends with a month, None when none does or the terms know none."""
        terms, month = last.terms, last.month
        if terms.payment.quarter is None or month.month % 3:
            return None
        months = [month.previous().previous(), month.previous()]
        begins = Month.of(self.calendars.zone.instant(terms.start, 0), self.calendars.zone)
        known = [*(self.issued(one, last) for one in months if one >= begins), last]
        return quarter(
            [one.score.total for one in known],
            [one.fee for one in known],
            sum(1 for one in known if one.red_line),
            terms.payment.quarter,
            terms.rounding.total,
            terms.rounding.money,
        )

    def retained(self, last: Assessment) -> Fen | None:
        """What the last month of the term keeps back: the mean deduction of the months before it."""
        rule, terms = last.terms.payment.retention, last.terms
        ended = [self.calendars.zone.day(at) for at, kind in last.collected.records.stops if kind == "ended"]
        ends = Month.of(self.calendars.zone.instant(min([terms.end, *ended]) - 1, 0), self.calendars.zone)
        if rule is None or last.month != ends:
            return None
        begins = Month.of(self.calendars.zone.instant(terms.start, 0), self.calendars.zone)
        month = last.month.previous()
        taken: list[Fen] = []
        while month >= begins and len(taken) < rule.months:
            one = self.issued(month, last)
            paid = settle(one.terms, one.score.coefficient, fee=one.fee, charges=one.charges)
            taken.append(max(0, one.fee - paid.net))
            month = month.previous()
        return round_fen(Fraction(sum(taken), len(taken)), terms.rounding.money) if taken else 0


def settle_month(
    agreement: Agreement,
    calendars: Calendars,
    leaves: Iterable[bytes],
    month: Month,
    as_of: int,
    *,
    checked: bool = True,
    trial: bool = False,
) -> dict[str, Any]:
    """The statement document of a month. `leaves` are facts as canonical bytes in any order; facts of other subjects
    and agreements are left aside and counted. A `trial` settles a month that still runs as if it ended at `as_of`; nobody
    can sign it. Raises Refusal `agreement.not_in_force`, Problems `month_running`."""
    return statement(Book(agreement, calendars, leaves, as_of, checked=checked), month, trial=trial)


def statement(book: Book, month: Month, *, trial: bool = False) -> dict[str, Any]:
    """The same from a book, which can be asked afterwards which facts were left aside and why."""
    if book.as_of < month.span(book.calendars.zone)[1] and not trial:
        raise unusable("as_of", "month_running", f"{month} is not over at this as_of.", "Settle it after it has ended.")
    with _no_collector():
        return _settled(book, month)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Settling makes no cycles and a large month many objects: the collector would walk them over and over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _settled(book: Book, month: Month) -> dict[str, Any]:
    agreement, calendars = book.agreement, book.calendars
    given = book.month(month)
    ended = book.quarter(given)
    adjustments = [one for one in given.collected.records.restated if one.into == month]
    settlement = settle(
        given.terms,
        given.score.coefficient,
        fee=given.fee,
        charges=given.charges,
        quarter=None if ended is None else ended.fen,
        adjustments=adjustments,
    )
    document = _document(agreement, calendars, given, settlement)
    if given.terms.schema > 1:
        document.update(_second(given, settlement, ended, book.retained(given)))
        document["trace"] += trace.second_nodes(given, settlement, ended)
    return document


def statement_bytes(document: Mapping[str, Any]) -> bytes:
    """The canonical bytes that are hashed and signed."""
    return canon.encode(dict(document))


def _document(agreement: Agreement, calendars: Calendars, given: Assessment, settlement: Settlement) -> dict[str, Any]:
    terms, month, score, as_of = given.terms, given.month, given.score, given.as_of
    nodes = [node for line in score.lines for node in trace.measure_nodes(month, line, terms)]
    nodes += trace.sum_nodes(month, score, settlement, terms)
    return {
        "schema": f"statement/{terms.schema}",
        "engine": ENGINE,
        "agreement": agreement.key,
        "version": terms.no,
        "month": str(month),
        "zone": calendars.zone.name,
        "as_of": as_of,
        "parties": {key: {"role": party.role, "name": dict(party.name)} for key, party in terms.parties.items()},
        "terms": {str(one.no): canon.digest(canon.encode(dict(one.document))) for one in agreement.versions},
        "calendars": calendars.digest,
        "facts": {"count": given.collected.count, "digest": given.collected.digest},
        "measures": [_measure(line, terms) for line in score.lines],
        "total": {
            "score": trace.decimal_text(score.total, terms.rounding.total[0]),
            "evaluated": exact(score.weight),
            "clause": terms.total_clause,
        },
        "coefficient": exact(score.coefficient),
        "lines": [
            {"key": line.key, "label": trace.line_label(line), "fen": line.fen, "clause": line.clause}
            for line in (*settlement.lines, settlement.vat)
        ],
        "net": settlement.net,
        "vat": settlement.vat.fen,
        "gross": settlement.gross,
        "costs": [_cost(order, price, terms.schema) for order, price in prices(given).items()],
        "clocks": [_clock(one, as_of) for one in sorted(given.owed, key=lambda one: (one.order.id, one.clock))],
        "trace": nodes,
    }


def _second(given: Assessment, settlement: Settlement, ended: Quarter | None, retained: Fen | None) -> dict[str, Any]:
    """What statement/2 adds."""
    terms = given.terms
    return {
        "fee": given.fee,
        "incidents": [_incident(one, terms) for one in given.charges.incidents],
        "events": {
            "within": given.charges.within,
            "capped": given.charges.capped,
            "extinguished": given.charges.extinguished,
            "red": given.charges.red,
            "bedding_in": given.bedding_in,
        },
        "quarter": None if ended is None else _quarter(ended, terms.rounding.total[0]),
        "adjustments": [
            {
                "fact": one.id,
                "month": str(one.month),
                "lines": dict(one.lines),
                "net": one.net,
                "vat": one.vat,
                "gross": one.gross,
            }
            for one in given.collected.records.restated
            if one.into == given.month
        ],
        "retained": retained,
        "payable": settlement.gross - (retained or 0),
        "client": _client(given),
        "principal_clocks": [
            _clock(one, given.as_of)
            for one in sorted(given.client, key=lambda one: (one.order.id, one.clock, one.start))
        ],
        "repair_times": repair_times(given),
    }


def _incident(one: Incident, terms: Terms) -> dict[str, Any]:
    event = terms.payment.events[one.event]
    return {
        "id": one.id,
        "event": one.event,
        "clause": event.clause,
        "at": one.at,
        "order": one.order,
        "nth": one.nth,
        "factor": exact(one.factor),
        "fen": one.charged,
        "red_line": event.red_line,
        "why": one.why,
    }


def _quarter(ended: Quarter, places: int) -> dict[str, Any]:
    return {
        "mean": None if ended.mean is None else exact(ended.mean),
        "total": trace.decimal_text(ended.total, places),
        "share": exact(ended.share),
        "fen": ended.fen,
        "evaluated": ended.evaluated,
        "blocked": ended.blocked,
    }


def _client(given: Assessment) -> list[dict[str, Any]]:
    """The principal's duties on the same footing: how many were owed, how many done or met in time."""
    found = []
    for duty in given.terms.client_duties.values():
        if duty.least is not None:
            num, den = given.collected.records.done(duty.key, *given.span), duty.least
        else:
            mine = [one for one in given.client if one.clock == duty.key and one.excluded is None]
            num, den = sum(1 for one in mine if one.verdict(given.as_of) == MET), len(mine)
        found.append({"key": duty.key, "clause": duty.clause, "label": dict(duty.label), "num": num, "den": den})
    return found


def _measure(line: Any, terms: Terms) -> dict[str, Any]:
    measured: Measured = line.measured
    places = terms.rounding.measure_score[0]
    value = measured.value
    found = {
        "key": line.terms.key,
        "label": dict(line.terms.label),
        "clause": line.terms.clause,
        "num": measured.num,
        "den": measured.den,
        "value": None if value is None else exact(value),
        "score": None if line.score is None else show(line.score, places),
        "weight": exact(line.terms.weight),
        "weighted": None if line.score is None else exact(line.terms.weight * line.score / 100),
        "evaluated": line.score is not None,
        "note": measured.note or ("no_data" if measured.den == 0 else ""),
        "bad": list(measured.bad),
        "excluded": [list(pair) for pair in measured.excluded],
    }
    if terms.schema > 1:
        found["parts"] = [list(part) for part in measured.parts]
        found["interval"] = None
        if value is not None and not measured.parts and 0 <= measured.num <= measured.den:
            found["interval"] = [show(edge, 4) for edge in wilson(measured.num, measured.den)]
    return found


def _cost(order: str, price: Price, schema: int) -> dict[str, Any]:
    found = {
        "order": order,
        "measures": list(price.measures),
        "total": None if price.total is None else exact(price.total),
        "net": price.net,
    }
    return found if schema == 1 else {**found, "event": price.event or None}


def _clock(one: Obligation, as_of: int) -> dict[str, Any]:
    assert one.limit is not None
    verdict = "excluded" if one.excluded else one.verdict(as_of)
    return {
        "order": one.order.id,
        "clock": one.clock,
        "clause": one.clause,
        "severity": one.severity,
        "start": one.start,
        "limit": one.limit.text,
        "calendar": one.calendar,
        "pauses": [
            {
                "reason": pause.reason,
                "from": pause.span[0],
                "to": min(pause.span[1], as_of),
                "clause": pause.clause,
                "fact": pause.id,
            }
            for pause in one.pauses
        ],
        "due": one.due,
        "done": one.done,
        "verdict": verdict,
        "late_ms": max(0, (as_of if one.done is None else one.done) - one.due) if verdict == LATE else 0,
        "stale": one.stale,
        "excluded": one.excluded,
    }
