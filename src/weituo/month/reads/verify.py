"""重新计算核对: settle an issued month again from what is stored, and compare byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant import canon
from covenant.agreement import Agreement as Versions
from covenant.agreement import read
from covenant.calendar import Calendars
from covenant.errors import Problems, Refusal
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes
from weituo.ledger import reads as facts
from weituo.ledger.time import ms
from weituo.month import leaves
from weituo.month.models import Statement
from weituo.pact import reads as pacts


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the bytes are the same; if not, which parts of the document differ, or what stopped the computation."""

    same: bool
    differs: tuple[str, ...] = ()
    facts: int = 0


def verify(statement_id: UUID) -> Check:
    """Settle again from the stored bytes of terms, calendars and facts as known at the issue. Nothing cached is used."""
    row = Statement.objects.get(pk=statement_id)
    pact = pacts.agreement(row.agreement_id)
    assert pact is not None
    month = Month.parse(row.month)
    stored = bytes(row.document)
    try:
        agreement, calendars = known_at(row.agreement_id, row.as_of)
        found = leaves.entries(pact, leaves.subjects(pact, month), _place(row.id))
        document = settle_month(agreement, calendars, found, month, ms(row.as_of), checked=True)
    except (Problems, Refusal) as error:
        return Check(False, (str(error),))
    data = statement_bytes(document)
    if data == stored and canon.digest(stored) == row.sha256:
        return Check(True, facts=document["facts"]["count"])
    if data == stored:
        return Check(False, ("sha256",))
    try:
        before = canon.loads(stored)
    except Problems:
        return Check(False, ("document",))
    return Check(False, tuple(sorted(key for key in {*before, *document} if before.get(key) != document.get(key))))


def _place(statement_id: UUID) -> int | None:
    """Where in the log the statement stands: what comes after it was not known. None for one that still waits."""
    issued = facts.facts_of(f"statement/{statement_id}", "statement.issued")
    return facts.index(UUID(issued[0].id)) if issued else None


def known_at(agreement_id: UUID, as_of: datetime) -> tuple[Versions, Calendars]:
    """The agreement's versions and calendars that were active at `as_of`: a later amendment or holiday notice never
    changes what was issued."""
    known = [one for one in pacts.versions(agreement_id) if one.activated_at <= as_of]
    if not known:
        raise Refusal("agreement.not_in_force")
    return (
        Versions(read(canon.loads(one.document)) for one in known),
        Calendars.from_data(canon.loads(known[-1].calendars)),
    )
