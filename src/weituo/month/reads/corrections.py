"""Disputes and corrections of a statement, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from covenant.money import Fen
from weituo.month import corrections
from weituo.month.models import Dispute, Restatement, Statement
from weituo.pact import reads as pacts
from weituo.people.reads import Actor


@dataclass(frozen=True, slots=True)
class DisputeView:
    """One objection; `upheld` is None while the other side has not answered."""

    id: UUID
    figure: str
    words: str
    party: str
    name: str
    opened_at: datetime
    upheld: bool | None
    answer: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One posted correction, in fen."""

    id: UUID
    as_of: datetime
    into: str
    lines: Mapping[str, int]
    net: Fen
    gross: Fen
    made_by: str


@dataclass(frozen=True, slots=True)
class Objections:
    """Everything said about a statement after it was issued. `last_day` ends the objection period (None: the terms set
    none), `open` whether it still runs; `confirmed` when nobody objected in time or both signed."""

    last_day: date | None
    open: bool
    confirmed: bool
    disputes: tuple[DisputeView, ...]
    corrections: tuple[CorrectionView, ...]


def objections(actor: Actor, statement_id: UUID, *, now: datetime) -> Objections | None:
    """For a statement of the actor's estate; None otherwise."""
    row = Statement.objects.filter(pk=statement_id, estate_id=actor.estate_id).first() if actor.estate_id else None
    pact = pacts.agreement(row.agreement_id) if row else None
    if row is None or pact is None:
        return None
    last = corrections.last_day(row, pact)
    today = date.fromordinal(pact.calendars.zone.day(int(now.timestamp() * 1000)))
    disputes = tuple(_dispute(one) for one in row.disputes.order_by("opened_at", "id"))
    running = last is None or today <= last
    settled = all(one.decided_at is not None for one in disputes)
    return Objections(
        last,
        running,
        settled and (row.signatures.count() == 2 or not running),
        disputes,
        tuple(_correction(one) for one in row.restatements.order_by("as_of")),
    )


def _dispute(row: Dispute) -> DisputeView:
    return DisputeView(
        row.id, row.figure, row.words, row.party, row.name, row.opened_at, row.upheld, row.answer, row.decided_by,
        row.decided_at,
    )  # fmt: skip


def _correction(row: Restatement) -> CorrectionView:
    return CorrectionView(row.id, row.as_of, row.into, row.lines, row.net, row.gross, row.made_by)
