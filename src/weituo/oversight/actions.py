"""The property company writes down what it saw. Each entry is a fact; an event can be withdrawn, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from covenant.agreement import Terms
from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.oversight.models import Record
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work.models import Order

MOST = 100_000
WORDS = 400


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw. `kind` as in Record; `key` the duty or event; `good` out of `count`."""

    kind: str
    key: str = ""
    order: str = ""
    equipment_id: UUID | None = None
    good: int | None = None
    count: int | None = None
    words: str = ""


def record(*, seen: Seen, actor: Actor, now: datetime, record_id: UUID, fact_id: UUID) -> bool:
    """Write it down; False when this very entry came before.

    Refusals: oversight.not_principal, oversight.no_agreement, oversight.unknown (duty or event), oversight.counts,
    oversight.no_words (an event without a reason), order.missing.
    """
    if actor.party != "P" or actor.estate_id is None:
        raise Refusal("oversight.not_principal")
    pact = pacts.agreement_in_force(actor.estate_id, now)
    if pact is None:
        raise Refusal("oversight.no_agreement")
    with transaction.atomic():
        if Record.objects.filter(pk=record_id).exists():
            return False
        order = _order(seen.order, actor.estate_id)
        terms = pact.terms(now)
        _fits(seen, terms)
        row = Record.objects.create(
            id=record_id,
            estate_id=actor.estate_id,
            agreement_id=pact.id,
            kind=seen.kind,
            key=seen.key,
            order=order,
            equipment_id=seen.equipment_id or (order.equipment_id if order else None),
            good=seen.good,
            count=seen.count,
            words=seen.words.strip(),
            at=now,
            by=actor.name or actor.pseudonym,
        )
        _fact(row, pact, actor, now, fact_id)
    return True


def withdraw(*, record_id: UUID, actor: Actor, now: datetime, fact_id: UUID) -> bool:
    """Take an event back; the contractor is no longer charged in a month that is not yet issued. False when it was.

    Refusals: oversight.not_principal, oversight.missing.
    """
    if actor.party != "P" or actor.estate_id is None:
        raise Refusal("oversight.not_principal")
    with transaction.atomic():
        row = Record.objects.filter(pk=record_id, estate_id=actor.estate_id, kind=Record.Kind.INCIDENT).first()
        if row is None:
            raise Refusal("oversight.missing")
        if not Record.objects.filter(pk=record_id, withdrawn_at=None).update(withdrawn_at=now):
            return False
        subject = f"incident/{row.id}"
        head = facts.head(subject)
        assert head is not None
        ledger.append(
            estate_id=row.estate_id,
            log=estates.estate(row.estate_id).log,
            fact_id=fact_id,
            kind="incident.withdrawn",
            subject=subject,
            seq=head[0] + 1,
            prev=head[1],
            at=now,
            recv=now,
            actor=actor.pseudonym,
            party="P",
            body={},
        )
    return True


def _order(number: str, estate_id: UUID) -> Order | None:
    if not number.strip():
        return None
    found = Order.objects.filter(estate_id=estate_id, number=number.strip()).first()
    if found is None:
        raise Refusal("order.missing")
    return found


def _fits(seen: Seen, terms: Terms) -> None:
    known = {
        Record.Kind.DUTY: [key for key, duty in terms.client_duties.items() if duty.least is not None],
        Record.Kind.INCIDENT: [key for key, event in terms.payment.events.items() if event.when is None],
    }
    if seen.kind in known and seen.key not in known[Record.Kind(seen.kind)]:
        raise Refusal("oversight.unknown", key=seen.key)
    if seen.kind in (Record.Kind.INSPECTION, Record.Kind.INVENTORY) and (
        seen.good is None or seen.count is None or not 0 <= seen.good <= seen.count or not 1 <= seen.count <= MOST
    ):
        raise Refusal("oversight.counts")
    if seen.kind == Record.Kind.INCIDENT and not seen.words.strip():
        raise Refusal("oversight.no_words")
    if seen.kind not in Record.Kind.values or len(seen.words) > WORDS:
        raise Refusal("oversight.unknown", key=seen.kind)


_KINDS = {
    Record.Kind.DUTY: "duty.done",
    Record.Kind.INSPECTION: "inspection.recorded",
    Record.Kind.INVENTORY: "inventory.taken",
    Record.Kind.INCIDENT: "incident.found",
}


def _fact(row: Record, pact: Pact, actor: Actor, now: datetime, fact_id: UUID) -> None:
    bodies: dict[str, dict[str, object]] = {
        Record.Kind.DUTY: {"duty": row.key},
        Record.Kind.INSPECTION: {"passed": row.good, "checked": row.count},
        Record.Kind.INVENTORY: {"intact": row.good, "units": row.count},
        Record.Kind.INCIDENT: {
            "event": row.key,
            "order": str(row.order_id) if row.order_id else None,
            "equipment": str(row.equipment_id) if row.equipment_id else None,
        },
    }
    ledger.append(
        estate_id=row.estate_id,
        log=estates.estate(row.estate_id).log,
        fact_id=fact_id,
        kind=_KINDS[Record.Kind(row.kind)],
        subject=f"{row.kind}/{row.id}",
        seq=1,
        prev=None,
        at=now,
        recv=now,
        actor=actor.pseudonym,
        party="P",
        body={"agreement": pact.key, **bodies[row.kind]},
        private={"words": row.words} if row.words else None,
    )
