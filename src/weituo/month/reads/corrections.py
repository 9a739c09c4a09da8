"""Disputes and corrections of a statement, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from covenant.money import Fen
from weituo.ledger.time import ms
from weituo.month.models import Dispute, Restatement, Statement
from weituo.month.window import Due, confirmed_on, due, last_day
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
    decided_party: str
    decided_at: datetime | None

    @property
    def taken_back(self) -> bool:
        """Whoever objected did not keep to it."""
        return self.decided_party == self.party


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One posted correction of the month `of`, in fen. `issued` is the statement of the month it went `into`, None while
    that is not closed; `statement` the corrected one."""

    id: UUID
    statement: UUID
    of: str
    as_of: datetime
    into: str
    issued: UUID | None
    lines: Mapping[str, int]
    net: Fen
    gross: Fen
    made_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Objections:
    """Everything said about a statement after it was issued. `last_day` ends the objection period (None: the terms set
    none), `open` whether anybody can object still; `confirmed` the day since which nobody can object any more: both
    signed, or the period ended without an open objection. `due` says when it is to be paid. `incoming` are
    corrections of other months that this statement carries."""

    last_day: date | None
    open: bool
    confirmed: date | None
    due: Due | None
    disputes: tuple[DisputeView, ...]
    corrections: tuple[CorrectionView, ...]
    incoming: tuple[CorrectionView, ...]

    @property
    def unanswered(self) -> int:
        return sum(1 for one in self.disputes if one.decided_at is None)


def objections(actor: Actor, statement_id: UUID, *, now: datetime) -> Objections | None:
    """For a statement of the actor's estate; None otherwise."""
    row = Statement.objects.filter(pk=statement_id, estate_id=actor.estate_id).first() if actor.estate_id else None
    pact = pacts.agreement(row.agreement_id) if row else None
    if row is None or pact is None:
        return None
    last = last_day(row, pact)
    today = date.fromordinal(pact.calendars.zone.day(ms(now)))
    said = list(row.disputes.order_by("opened_at", "id"))
    confirmed = confirmed_on(row, pact, said, today)
    ours = Restatement.objects.filter(statement__agreement_id=row.agreement_id).select_related("statement")
    issued = dict(Statement.objects.filter(agreement_id=row.agreement_id).values_list("month", "pk"))
    return Objections(
        last,
        (last is None or today <= last) and row.signatures.count() < 2,
        confirmed,
        due(row, pact, confirmed, today),
        tuple(_dispute(one) for one in said),
        tuple(_correction(one, issued) for one in ours.filter(statement=row).order_by("as_of")),
        tuple(_correction(one, issued) for one in ours.filter(into=row.month).order_by("as_of")),
    )


def corrected(actor: Actor, statement_id: UUID, correction_id: UUID) -> bytes | None:
    """The document as computed again, its hash in the correction's fact; None when it is not of the actor's estate."""
    found = Restatement.objects.filter(pk=correction_id, statement_id=statement_id)
    row = found.filter(statement__estate_id=actor.estate_id).first() if actor.estate_id else None
    return bytes(row.document) if row else None


def _dispute(row: Dispute) -> DisputeView:
    return DisputeView(
        row.id, row.figure, row.words, row.party, row.name, row.opened_at, row.upheld, row.answer, row.decided_by,
        row.decided_party, row.decided_at,
    )  # fmt: skip


def _correction(row: Restatement, issued: Mapping[str, UUID]) -> CorrectionView:
    return CorrectionView(
        row.id, row.statement_id, row.statement.month, row.as_of, row.into, issued.get(row.into), row.lines, row.net,
        row.gross, row.made_by, row.sha256,
    )  # fmt: skip
