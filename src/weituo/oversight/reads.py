"""What was seen this month, and what the property company still owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant.agreement import Terms
from covenant.period import Month
from weituo.ledger.time import instant, ms
from weituo.oversight.models import Record
from weituo.pact.reads import Pact

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry with the words of its key in both languages; `fen` what an event costs before repeats and cap."""

    id: UUID
    kind: str
    label: Mapping[str, str]
    clause: str
    order_id: UUID | None
    order: str
    good: int | None
    count: int | None
    words: str
    at: datetime
    by: str
    withdrawn_at: datetime | None
    fen: int | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty of the principal this month: how many of how many."""

    key: str
    label: Mapping[str, str]
    clause: str
    done: int
    least: int


@dataclass(frozen=True, slots=True)
class Priced:
    """An event the principal can charge."""

    key: str
    label: Mapping[str, str]
    clause: str
    fen: int
    red_line: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The page: duties of the month, events to choose from, the newest entries."""

    month: Month
    owed: tuple[Owed, ...]
    events: tuple[Priced, ...]
    entries: tuple[Seen, ...]


def board(pact: Pact, *, now: datetime) -> Board:
    """What both sides see. Two queries."""
    zone = pact.calendars.zone
    month = Month.of(ms(now), zone)
    terms = pact.terms(now)
    start, end = (instant(edge) for edge in month.span(zone))
    found = Record.objects.filter(estate_id=pact.estate_id)
    done = list(found.filter(kind="duty", at__gte=start, at__lt=end).values_list("key", flat=True))
    owed = tuple(
        Owed(duty.key, duty.label, duty.clause, done.count(duty.key), duty.least)
        for duty in terms.client_duties.values()
        if duty.least is not None
    )
    events = tuple(
        Priced(event.key, event.label, event.clause, event.amount, event.red_line)
        for event in terms.payment.events.values()
        if event.when is None
    )
    rows = found.select_related("order").order_by("-at", "-id")[:NEWEST]
    return Board(month, owed, events, tuple(_seen(row, terms) for row in rows))


def _seen(row: Record, terms: Terms) -> Seen:
    event = terms.payment.events.get(row.key) if row.kind == "incident" else None
    duty = terms.client_duties.get(row.key) if row.kind == "duty" else None
    known = event or duty
    return Seen(
        row.id,
        row.kind,
        known.label if known else {},
        known.clause if known else "",
        row.order_id,
        row.order.number if row.order else "",
        row.good,
        row.count,
        row.words,
        row.at,
        row.by,
        row.withdrawn_at,
        event.amount if event else None,
    )
