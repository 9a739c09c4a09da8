"""Statements and their figures, and the month that is still running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant import canon
from covenant.agreement import Terms
from covenant.marginal import lost, price
from covenant.measures import Measured
from covenant.money import Fen
from covenant.period import Month
from covenant.score import Sheet, sheet
from covenant.settle import Settlement, settle
from weituo.ledger.time import ms
from weituo.month.models import Statement
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work import reads as work

MONTHS = 24


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One signature under a statement."""

    party: str
    name: str
    organisation: str
    signed_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One month of the list: its statement, or None while it is not closed."""

    month: Month
    id: UUID | None
    score: str
    gross: Fen | None
    issued_at: datetime | None
    signed: frozenset[str]
    running: bool
    closable: bool


@dataclass(frozen=True, slots=True)
class StatementView:
    """An issued statement. `document` is the statement/1, `data` its signed bytes."""

    id: UUID
    estate_id: UUID
    agreement_id: UUID
    month: Month
    document: Mapping[str, Any]
    data: bytes
    sha256: str
    as_of: datetime
    issued_at: datetime
    issued_by: str
    signatures: tuple[SignatureView, ...]

    @property
    def figures(self) -> dict[str, Mapping[str, Any]]:
        """The trace's nodes by name."""
        return {node["fig"]: node for node in self.document["trace"]}

    def signed_by(self, party: str) -> SignatureView | None:
        return next((one for one in self.signatures if one.party == party), None)


@dataclass(frozen=True, slots=True)
class RunningMonth:
    """What the running month would settle to if nothing more happened. `total` fen are lost to lateness so far;
    `costs_by_order` is what each late order takes by itself."""

    month: Month
    sheet: Sheet
    settlement: Settlement
    total: Fen
    costs_by_order: dict[UUID, Fen]
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    next_late: dict[str, Fen] = field(default_factory=dict)


def statements(actor: Actor, pact: Pact, *, now: datetime) -> tuple[StatementLine, ...]:
    """The agreement's months, the running one first. Two queries."""
    running = Month.of(ms(now), pact.calendars.zone)
    rows = {
        row.month: row
        for row in Statement.objects.filter(agreement_id=pact.id).defer("document").prefetch_related("signatures")
    }
    first = Month.of(pact.agreement.versions[0].effective_from, pact.calendars.zone)
    known = [Month.parse(text) for text in rows]
    earliest = work.first_month(pact) or running
    first = max(first, min([earliest, *known]))
    out: list[StatementLine] = []
    month = running
    while month >= first and len(out) < MONTHS:
        row = rows.get(str(month))
        out.append(
            StatementLine(
                month,
                row.id if row else None,
                row.score if row else "",
                row.gross if row else None,
                row.issued_at if row else None,
                frozenset(one.party for one in row.signatures.all()) if row else frozenset(),
                month == running,
                row is None and month != running,
            )
        )
        month = month.previous()
    return tuple(out)


def statement(actor: Actor, statement_id: UUID) -> StatementView | None:
    """One statement of the actor's estate."""
    row = Statement.objects.prefetch_related("signatures").filter(pk=statement_id).first()
    if row is None or row.estate_id != actor.estate_id:
        return None
    data = bytes(row.document)
    return StatementView(
        row.id,
        row.estate_id,
        row.agreement_id,
        Month.parse(row.month),
        canon.loads(data),
        data,
        row.sha256,
        row.as_of,
        row.issued_at,
        row.issued_by,
        tuple(
            SignatureView(one.party, one.name, one.organisation, one.signed_at, one.sha256)
            for one in row.signatures.all().order_by("id")
        ),
    )


def earlier_scores(view: StatementView, most: int = 12) -> tuple[tuple[str, str, Fen], ...]:
    """(month, score or "", gross) of the agreement's statements up to this one, oldest first."""
    rows = Statement.objects.filter(agreement_id=view.agreement_id, month__lte=str(view.month)).order_by("-month")
    return tuple(reversed(list(rows.values_list("month", "score", "gross")[:most])))


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
