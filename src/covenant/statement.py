"""The statement of a month (`statement/1`): a pure function of terms, calendars, facts, month and as_of.

The same inputs give the same bytes for ever. `as_of` is the moment whose knowledge counts: facts the ledger took later
and holiday notices published later do not exist for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from covenant import canon, trace
from covenant.agreement import Agreement, Terms
from covenant.calendar import Calendars
from covenant.collect import Collected, collect
from covenant.errors import unusable
from covenant.marginal import Price, prices
from covenant.measures import CATALOGUE, Measured, MonthInput
from covenant.money import exact, show
from covenant.obligation import CLOCKS, LATE, Obligation, Obligations
from covenant.order import OrderState
from covenant.period import Month, Span
from covenant.score import Sheet, sheet
from covenant.settle import Settlement, settle

SCHEMA = "statement/1"
ENGINE = "covenant/1"


def settle_month(
    agreement: Agreement,
    calendars: Calendars,
    leaves: Iterable[bytes],
    month: Month,
    as_of: int,
    *,
    checked: bool = True,
) -> dict[str, Any]:
    """The statement/1 document of a month. `leaves` are facts as canonical bytes in any order; facts of other subjects
    and agreements are left aside and counted. Raises Refusal `agreement.not_in_force`, Problems `month_running`."""
    zone = calendars.zone
    start, end = month.span(zone)
    if as_of < end:
        raise unusable("as_of", "month_running", f"{month} is not over at this as_of.", "Settle it after it has ended.")
    terms = agreement.for_month(month, zone)
    spans = _spans(month, calendars, terms)
    since = min(spans[-1][0], start - terms.max_open)
    begins = agreement.versions[0].effective_from
    collected = collect(leaves, agreement.key, since=since, as_of=as_of, begins=begins, checked=checked)
    work = Obligations(agreement, calendars, as_of)
    given, owed = _input(collected, work, terms, spans, as_of)
    measured = {key: CATALOGUE[measure.function](given, measure) for key, measure in terms.measures.items()}
    score = sheet(terms, measured)
    settlement = settle(terms, score.coefficient)
    return _document(agreement, calendars, terms, month, as_of, collected, owed, measured, score, settlement)


def statement_bytes(document: Mapping[str, Any]) -> bytes:
    """The canonical bytes that are hashed and signed."""
    return canon.encode(dict(document))


def _spans(month: Month, calendars: Calendars, terms: Terms) -> list[Span]:
    spans, earlier = [month.span(calendars.zone)], month
    for _ in range(max((measure.pool_months for measure in terms.measures.values()), default=1) - 1):
        earlier = earlier.previous()
        spans.append(earlier.span(calendars.zone))
    return spans


def _input(
    collected: Collected, work: Obligations, terms: Terms, spans: list[Span], as_of: int
) -> tuple[MonthInput, list[Obligation]]:
    """The contractor's orders, and its obligations that fall due in the month."""
    contractor = terms.contractor
    start, end = spans[0]
    orders: list[OrderState] = []
    due: dict[str, list[Obligation]] = {clock: [] for clock in CLOCKS}
    owed: list[Obligation] = []
    for order in collected.orders:
        if work.performer(terms, order) != contractor:
            continue
        orders.append(order)
        for one in work.of(order):
            if start <= one.due < end and one.party == contractor:
                due[one.clock].append(one)
                owed.append(one)
    return MonthInput(as_of, spans, [due], orders), owed


def _document(
    agreement: Agreement,
    calendars: Calendars,
    terms: Terms,
    month: Month,
    as_of: int,
    collected: Collected,
    owed: list[Obligation],
    measured: Mapping[str, Measured],
    score: Sheet,
    settlement: Settlement,
) -> dict[str, Any]:
    nodes = [node for line in score.lines for node in trace.measure_nodes(month, line, terms)]
    nodes += trace.sum_nodes(month, score, settlement, terms)
    return {
        "schema": SCHEMA,
        "engine": ENGINE,
        "agreement": agreement.key,
        "version": terms.no,
        "month": str(month),
        "zone": calendars.zone.name,
        "as_of": as_of,
        "parties": {key: {"role": party.role, "name": dict(party.name)} for key, party in terms.parties.items()},
        "terms": {str(one.no): canon.digest(canon.encode(dict(one.document))) for one in agreement.versions},
        "calendars": calendars.digest,
        "facts": {"count": collected.count, "digest": collected.digest},
        "measures": [_measure(line, terms) for line in score.lines],
        "total": {
            "score": trace.decimal_text(score.total, terms.rounding.total[0]),
            "evaluated": exact(score.weight),
            "clause": terms.total_clause,
        },
        "coefficient": exact(score.coefficient),
        "lines": [
            {"key": line.key, "label": dict(trace.LABELS[line.key]), "fen": line.fen, "clause": line.clause}
            for line in (*settlement.lines, settlement.vat)
        ],
        "net": settlement.net,
        "vat": settlement.vat.fen,
        "gross": settlement.gross,
        "costs": [_cost(order, price) for order, price in prices(terms, measured, score).items()],
        "clocks": [_clock(one, as_of) for one in sorted(owed, key=lambda one: (one.order.id, one.clock))],
        "trace": nodes,
    }


def _measure(line: Any, terms: Terms) -> dict[str, Any]:
    measured: Measured = line.measured
    places = terms.rounding.measure_score[0]
    value = measured.value
    return {
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


def _cost(order: str, price: Price) -> dict[str, Any]:
    return {
        "order": order,
        "measures": list(price.measures),
        "total": None if price.total is None else exact(price.total),
        "net": price.net,
    }


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
