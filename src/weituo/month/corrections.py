"""Disagree with a statement, decide, correct it: what was issued never changes, the difference goes into a later month.

After the objection period a statement that nobody disputed counts as confirmed (保障中小企业款项支付条例 9: the term of
payment runs from the confirmation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from covenant import canon
from covenant.errors import Refusal
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.ledger import sequencer
from weituo.ledger.time import ms
from weituo.month import leaves
from weituo.month.models import Dispute, Restatement, Statement
from weituo.month.reads.trace import trace
from weituo.month.window import last_day
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people.reads import Actor

WORDS = 400
BESIDE = ("retained", "payable", "times.wall", "times.net", "times.active")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction would change: fen by line, and the sums. `before` and `after` are whole documents."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    lines: Mapping[str, int]
    net: int
    vat: int
    gross: int
    into: Month
    data: bytes


def dispute(*, statement_id: UUID, actor: Actor, now: datetime, figure: str, words: str, dispute_id: UUID) -> bool:
    """Disagree with a figure; False when this very dispute came before. The fact's id is the dispute's.

    Refusals: statement.missing, statement.not_a_party, correction.no_words, correction.no_such_figure,
    correction.too_late (the last day), correction.confirmed (both sides signed).
    """
    with transaction.atomic():
        row, pact = _mine(statement_id, actor, lock=True)
        if Dispute.objects.filter(pk=dispute_id).exists():
            return False
        if not words.strip() or len(words) > WORDS:
            raise Refusal("correction.no_words")
        if not _is_figure(canon.loads(bytes(row.document)), figure):
            raise Refusal("correction.no_such_figure")
        last = last_day(row, pact)
        if last is not None and pact.calendars.zone.day(ms(now)) > last.toordinal():
            raise Refusal("correction.too_late", day=last.isoformat())
        if row.signatures.count() == 2:
            raise Refusal("correction.confirmed")
        Dispute.objects.create(
            id=dispute_id,
            statement=row,
            figure=figure,
            words=words.strip(),
            party=actor.party or "",
            name=actor.name,
            opened_at=now,
        )
        body = {"statement": row.sha256, "figure": figure}
        _fact(row, "statement.disputed", body, actor, now, dispute_id, {"words": words.strip()})
    return True


def decide(*, dispute_id: UUID, actor: Actor, now: datetime, upheld: bool, words: str, fact_id: UUID) -> bool:
    """The other side says whether it agrees; False when that was said before. Who may sign decides: for the property
    company its manager, for the contractor its own. Nobody is judge of the own objection, but who made it may take it
    back (`upheld` False), or an objection without an answer would stand in the way for ever.

    Refusals: statement.missing, statement.not_a_party, correction.own_dispute, correction.no_words.
    """
    with transaction.atomic():
        found = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
        if found is None:
            raise Refusal("statement.missing")
        row, _pact = _mine(found.statement_id, actor, lock=True)
        own = found.party == actor.party
        if own and upheld:
            raise Refusal("correction.own_dispute")
        if found.decided_at is not None:
            return False
        if (not upheld and not own and not words.strip()) or len(words) > WORDS:
            raise Refusal("correction.no_words")
        Dispute.objects.filter(pk=dispute_id).update(
            upheld=upheld, answer=words.strip(), decided_by=actor.name, decided_party=actor.party or "", decided_at=now
        )
        said = {"words": words.strip()} if words.strip() else None
        body = {"dispute": str(dispute_id), "upheld": upheld}
        _fact(row, "statement.decided", body, actor, now, fact_id, said)
    return True


def difference(statement_id: UUID, actor: Actor, now: datetime) -> Difference | None:
    """What a correction made now would change; None when the figures are the same. Refusal statement.missing."""
    row, pact = _mine(statement_id, actor)
    return _difference(row, pact, leaves.of_month(pact, Month.parse(row.month)), now)


def _difference(row: Statement, pact: Pact, found: Sequence[bytes], now: datetime) -> Difference | None:
    month = Month.parse(row.month)
    before = canon.loads(_newest(row))
    after = settle_month(pact.agreement, pact.calendars, found, month, ms(now), checked=False)
    old, new = _lines(before), _lines(after)
    lines = {key: new.get(key, 0) - old.get(key, 0) for key in {**old, **new}}
    lines = {key: fen for key, fen in sorted(lines.items()) if fen}
    if not lines and before["gross"] == after["gross"] and before["total"] == after["total"]:
        return None
    net, vat, gross = (after[key] - before[key] for key in ("net", "vat", "gross"))
    return Difference(before, after, lines, net, vat, gross, _into(row, month), statement_bytes(after))


def restate(*, statement_id: UUID, actor: Actor, now: datetime, gross: int, fact_id: UUID) -> UUID:
    """Post the difference into the next month without a statement; gives the correction's id, which is the fact's.

    `gross` is the difference that was shown and agreed to. Refusals: statement.missing, correction.not_principal,
    correction.nothing, correction.moved_on (the difference is another one now).
    """
    if actor.party != "P":
        raise Refusal("correction.not_principal")
    with transaction.atomic():
        row, pact = _mine(statement_id, actor)
        lock(row.agreement_id)
        if Restatement.objects.filter(pk=fact_id).exists():
            return fact_id
        found = _difference(row, pact, leaves.settled(pact, Month.parse(row.month), now), now)
        if found is None:
            raise Refusal("correction.nothing")
        if found.gross != gross:
            raise Refusal("correction.moved_on")
        sha256 = canon.digest(found.data)
        Restatement.objects.create(
            id=fact_id,
            statement=row,
            document=found.data,
            sha256=sha256,
            as_of=now,
            into=str(found.into),
            lines=dict(found.lines),
            net=found.net,
            vat=found.vat,
            gross=found.gross,
            made_by=actor.name,
        )
        body = {
            "agreement": pact.key,
            "month": row.month,
            "statement": row.sha256,
            "restated": sha256,
            "as_of": ms(now),
            "into": str(found.into),
            "lines": dict(found.lines),
            "net": found.net,
            "vat": found.vat,
            "gross": found.gross,
        }
        _fact(row, "statement.restated", body, actor, now, fact_id, None)
        sequencer.place(fact_id)
    return fact_id


def _is_figure(document: Mapping[str, Any], figure: str) -> bool:
    """A figure of the trace, the clock of an order, or one of those that lead to no amount."""
    if trace(document, figure) is not None:
        return True
    month, _, name = figure.partition("/")
    duties = {f"client.{one['key']}" for one in document.get("client", ())}
    return month == document["month"] and name in {*BESIDE, *duties} and "client" in document


def lock(agreement_id: UUID) -> None:
    """Waits for whoever closes or corrects a month of this agreement, and holds others off until the transaction ends: a
    correction must not go into a month that is being closed without it."""
    list(Statement.objects.select_for_update().filter(agreement_id=agreement_id).order_by("month").values_list("pk"))


def _mine(statement_id: UUID, actor: Actor, *, lock: bool = False) -> tuple[Statement, Pact]:
    rows = Statement.objects.select_for_update() if lock else Statement.objects.all()
    row = rows.filter(pk=statement_id).first()
    if row is None or actor.estate_id is None or row.estate_id != actor.estate_id:
        raise Refusal("statement.missing")
    if actor.party not in ("P", "A"):
        raise Refusal("statement.not_a_party")
    pact = pacts.agreement(row.agreement_id)
    assert pact is not None
    return row, pact


def _newest(row: Statement) -> bytes:
    """The last word on the month: the newest correction, or the statement itself."""
    last = row.restatements.order_by("-as_of").first()
    return bytes(last.document if last else row.document)


def _lines(document: Mapping[str, Any]) -> dict[str, int]:
    """Fen by line of the net; corrections that came into this month are the same before and after, and stand together."""
    found: dict[str, int] = {}
    for line in document["lines"]:
        if line["key"] == "vat":
            continue
        found[line["key"]] = found.get(line["key"], 0) + line["fen"]
    return found


def _into(row: Statement, month: Month) -> Month:
    closed = set(Statement.objects.filter(agreement_id=row.agreement_id).values_list("month", flat=True))
    into = month.next()
    while str(into) in closed:
        into = into.next()
    return into


def _fact(
    row: Statement,
    kind: str,
    body: dict[str, Any],
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    private: Mapping[str, str] | None,
) -> None:
    subject = f"statement/{row.id}"
    head = facts.head(subject)
    assert head is not None
    ledger.append(
        estate_id=row.estate_id,
        log=estates.estate(row.estate_id).log,
        fact_id=fact_id,
        kind=kind,
        subject=subject,
        seq=head[0] + 1,
        prev=head[1],
        at=now,
        recv=now,
        actor=actor.pseudonym,
        party=actor.party or "S",
        body=body,
        private=private,
    )
