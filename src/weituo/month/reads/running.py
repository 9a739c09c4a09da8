"""The month that is still running, priced by the rules of the statement from plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant.agreement import Terms
from covenant.marginal import lost, price
from covenant.measures import Measured
from covenant.money import Fen
from covenant.period import Month
from covenant.score import Sheet, sheet
from covenant.settle import Settlement, settle
from covenant.statement import settle_month
from weituo.ledger.time import ms
from weituo.month import leaves
from weituo.pact.reads import Pact
from weituo.work import reads as work


@dataclass(frozen=True, slots=True)
class RunningMonth:
    """What the running month would settle to if nothing more happened, from the counts of the four measures that orders
    alone decide: enough for the day's overview. `total` fen are lost to lateness so far;
    `costs_by_order` is what each late order takes by itself, `next_late` what one more late order of a measure would."""

    month: Month
    sheet: Sheet
    settlement: Settlement
    total: Fen
    costs_by_order: dict[UUID, Fen]
    now: datetime
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
        now,
        counts,
        {
            key: _next(terms, measured, score, key)
            for key in counts
            if terms.measures[key].function in ("response_1", "repair_1")
        },
        failed,
    )


def trial(pact: Pact, running: RunningMonth) -> dict[str, Any]:
    """试算: the statement the month would get if it ended now, by the engine of the statement itself, from the facts."""
    found = leaves.of_month(pact, running.month)
    return settle_month(
        pact.agreement, pact.calendars, found, running.month, ms(running.now), checked=False, trial=True
    )


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
