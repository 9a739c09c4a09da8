"""Close a month and sign its statement. Both are final."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from covenant import canon
from covenant.errors import Refusal
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.ledger import sequencer
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.month import leaves
from weituo.month.corrections import lock
from weituo.month.models import Restatement, Signature, Statement
from weituo.pact import reads as pacts
from weituo.people.reads import Actor


def close_month(
    *,
    estate_id: UUID,
    month: Month,
    actor: Actor,
    now: datetime,
    statement_id: UUID | None = None,
    fact_id: UUID | None = None,
) -> tuple[UUID, bool]:
    """Settle a finished month from the facts known now and issue its statement: (its id, whether it is new).

    A month already closed gives the statement it has: nothing is computed again. Refusals: statement.not_over,
    statement.no_agreement, statement.before_agreement, statement.facts_missing (found, written),
    correction.moved_on (one came in between).
    """
    pact = pacts.agreement_in_force(estate_id, now)
    if pact is None or actor.estate_id != estate_id:
        raise Refusal("statement.no_agreement")
    known = Statement.objects.filter(agreement_id=pact.id, month=str(month)).values_list("pk", flat=True).first()
    if known is not None:
        return known, False
    end = month.span(pact.calendars.zone)[1]
    if ms(now) < end:
        raise Refusal("statement.not_over", month=str(month))
    if pact.agreement.versions[0].effective_from >= end:
        raise Refusal("statement.before_agreement", month=str(month))
    estate = estates.estate(estate_id)
    try:
        with transaction.atomic():
            lock(pact.id)
            late = Restatement.objects.filter(statement__agreement_id=pact.id, into=str(month), as_of__gt=now)
            if late.exists():  # posted while this request waited: with its own `now` it would leave it out
                raise Refusal("correction.moved_on")
            found = leaves.settled(pact, month, now)
            document = settle_month(pact.agreement, pact.calendars, found, month, ms(now), checked=False)
            data = statement_bytes(document)
            row = Statement.objects.create(
                id=statement_id or uuid7(now),
                estate_id=estate_id,
                agreement_id=pact.id,
                month=str(month),
                document=data,
                sha256=canon.digest(data),
                as_of=now,
                issued_at=now,
                issued_by=actor.name or actor.pseudonym,
                score=document["total"]["score"] or "",
                gross=document["gross"],
            )
            body = {"agreement": pact.key, "month": str(month), "statement": row.sha256, "as_of": ms(now)}
            issued = fact_id or uuid7(now)
            _fact(row, estate.log, "statement.issued", body, actor, now, issued)
            sequencer.place(issued)
    except IntegrityError:
        other = Statement.objects.filter(agreement_id=pact.id, month=str(month)).values_list("pk", flat=True).first()
        if other is None:
            raise
        return other, False
    return row.id, True


def sign(*, statement_id: UUID, actor: Actor, now: datetime, sha256: str, consent: str, fact_id: UUID) -> bool:
    """Sign for the actor's party over the bytes whose hash the signer saw; False when this very request came before.

    Refusals: statement.missing, statement.not_a_party, statement.other_bytes, statement.no_consent,
    statement.already_signed (who, when).
    """
    with transaction.atomic():
        rows = Statement.objects.select_related("estate").select_for_update(of=("self",))
        row = rows.filter(pk=statement_id).first()
        if row is None or row.estate_id != actor.estate_id:
            raise Refusal("statement.missing")
        if actor.party not in ("P", "A"):
            raise Refusal("statement.not_a_party")
        earlier = Signature.objects.filter(statement=row, party=actor.party).first()
        if earlier is not None:
            if earlier.fact_id == fact_id:
                return False
            raise Refusal("statement.already_signed", who=earlier.name, when=ms(earlier.signed_at))
        if sha256 != row.sha256:
            raise Refusal("statement.other_bytes")
        if consent.strip() != actor.name:
            raise Refusal("statement.no_consent", name=actor.name)
        Signature.objects.create(
            statement=row,
            party=actor.party,
            name=actor.name,
            organisation=actor.organisation,
            sha256=row.sha256,
            consent=consent.strip(),
            signed_at=now,
            fact_id=fact_id,
        )
        _fact(row, row.estate.log, "statement.signed", {"statement": row.sha256}, actor, now, fact_id)
    return True


def _fact(
    row: Statement, log: str, kind: str, body: dict[str, object], actor: Actor, now: datetime, fact_id: UUID
) -> None:
    subject = f"statement/{row.id}"
    head = facts.head(subject)
    ledger.append(
        estate_id=row.estate_id,
        log=log,
        fact_id=fact_id,
        kind=kind,
        subject=subject,
        seq=head[0] + 1 if head else 1,
        prev=head[1] if head else None,
        at=now,
        recv=now,
        actor=actor.pseudonym,
        party=actor.party or "S",
        body=body,
    )
