"""Statements as stored, and the months of an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from covenant import canon
from covenant.money import Fen
from covenant.period import Month
from covenant.score import coefficient
from covenant.settle import Settlement, settle
from weituo.ledger.time import ms
from weituo.month.models import Statement
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work import reads as work

MONTHS = 24


def _state(signed: frozenset[str]) -> str:
    return "signed" if len(signed) == 2 else f"signed_{min(signed)}" if signed else "issued"


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

    @property
    def state(self) -> str:
        """running, due (over and not closed), issued, signed_P, signed_A or signed."""
        if self.id is None:
            return "running" if self.running else "due"
        return _state(self.signed)


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
    def number(self) -> str:
        """How people call it: the agreement's number and the month."""
        return f"{self.document['agreement']}/{self.month}"

    @property
    def state(self) -> str:
        """issued, signed_P, signed_A or signed."""
        return _state(frozenset(one.party for one in self.signatures))

    @property
    def figures(self) -> dict[str, Mapping[str, Any]]:
        """The trace's nodes by name."""
        return {node["fig"]: node for node in self.document["trace"]}

    def signed_by(self, party: str) -> SignatureView | None:
        return next((one for one in self.signatures if one.party == party), None)


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


def full_marks(pact: Pact, version: int) -> Settlement:
    """What a month would pay with 100 points under a version of the terms."""
    terms = next(one for one in pact.agreement.versions if one.no == version)
    return settle(terms, coefficient(terms.payment.coefficient, Fraction(100)))
