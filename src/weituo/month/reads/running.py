"""The month that is still running, priced by the rules of the statement from plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant import trace
from covenant.agreement import Terms
from covenant.marginal import lost, price
from covenant.measures import Measured
from covenant.money import Fen, exact, show
from covenant.period import Month
from covenant.score import MeasureScore, Sheet, sheet
from covenant.settle import Settlement, settle
from weituo.ledger.time import ms
from weituo.pact.reads import Pact
from weituo.work import reads as work


@dataclass(frozen=True, slots=True)
class RunningMonth:
    """What the running month would settle to if nothing more happened. `total` fen are lost to lateness so far;
    `costs_by_order` is what each late order takes by itself, `next_late` what one more late order of a measure would."""

    month: Month
    sheet: Sheet
    settlement: Settlement
    total: Fen
    costs_by_order: dict[UUID, Fen]
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    next_late: dict[str, Fen] = field(default_factory=dict)
    failed: dict[UUID, tuple[str, ...]] = field(default_factory=dict)


def running_month(pact: Pact, now: datetime) -> RunningMonth:
    """The running month from plain counts of the orders' rows: a fixed number of queries at any size."""
    month = Month.of(ms(now), pact.calendars.zone)
    terms = pact.agreement.for_month(month, pact.calendars.zone)
    counts, failed = work.month_counts(pact, month, now=now)
    measured = _measured(terms, counts)
    score = sheet(terms, measured)
    known = {keys: price(terms, measured, score, keys).net for keys in set(failed.values())}
    return RunningMonth(
        month,
        score,
        settle(terms, score.coefficient),
        lost(terms, measured, score),
        {order: known[keys] for order, keys in failed.items()},
        counts,
        {
            key: _next(terms, measured, score, key)
            for key in counts
            if terms.measures[key].function in ("response_1", "repair_1")
        },
        failed,
    )


def trial(pact: Pact, running: RunningMonth) -> dict[str, Any]:
    """试算: the running month in the shape of a statement, with its trace, so that the same page explains it. It has no
    clocks and no hash, and nobody can sign it."""
    terms = pact.agreement.for_month(running.month, pact.calendars.zone)
    nodes = [node for line in running.sheet.lines for node in trace.measure_nodes(running.month, line, terms)]
    nodes += trace.sum_nodes(running.month, running.sheet, running.settlement, terms)
    ranked = sorted(running.costs_by_order.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return {
        "agreement": pact.key,
        "version": terms.no,
        "month": str(running.month),
        "zone": pact.calendars.zone.name,
        "parties": {key: {"role": party.role, "name": dict(party.name)} for key, party in terms.parties.items()},
        "measures": [_line(line) for line in running.sheet.lines],
        "total": {
            "score": trace.decimal_text(running.sheet.total, terms.rounding.total[0]),
            "evaluated": exact(running.sheet.weight),
            "clause": terms.total_clause,
        },
        "coefficient": exact(running.sheet.coefficient),
        "net": running.settlement.net,
        "gross": running.settlement.gross,
        "costs": [
            {"order": str(order), "measures": list(running.failed.get(order, ())), "total": None, "net": net}
            for order, net in ranked
        ],
        "clocks": [],
        "trace": nodes,
    }


def _line(line: MeasureScore) -> dict[str, Any]:
    measured = line.measured
    return {
        "key": line.terms.key,
        "label": dict(line.terms.label),
        "clause": line.terms.clause,
        "num": measured.num,
        "den": measured.den,
        "value": None if measured.value is None else exact(measured.value),
        "score": None if line.score is None else show(line.score, 2),
        "weight": exact(line.terms.weight),
        "note": measured.note or ("no_data" if measured.den == 0 else ""),
    }


def _measured(terms: Terms, counts: Mapping[str, tuple[int, int]]) -> dict[str, Measured]:
    out = {}
    for key, measure in terms.measures.items():
        num, den = counts.get(key, (0, 0))
        out[key] = Measured(num, den, note="too_few" if 0 < den < measure.min_n else "")
    return out


def _next(terms: Terms, measured: Mapping[str, Measured], score: Sheet, key: str) -> Fen:
    """What one more late order would take, against one more on time."""
    num, den = measured[key].num, measured[key].den
    on_time, late = Measured(num + 1, den + 1), Measured(num, den + 1)
    nets = [settle(terms, sheet(terms, {**measured, key: one}).coefficient).net for one in (on_time, late)]
    return nets[0] - nets[1]
