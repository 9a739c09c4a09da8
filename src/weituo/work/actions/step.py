"""One step of an order. Gather its facts and agreement; decide by covenant's table; act in one transaction.

The row is compared and set on `seq`, so of two people at once one is told what the other did. A request that comes
again carries the same fact id and gets the first answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from covenant.agreement import responsible
from covenant.errors import Refusal
from covenant.facts import Blob, Fact, encode, leaf_hash
from covenant.order import OrderState, complete, decide, fold, needs, shown
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.ledger.kept import Kept
from weituo.ledger.time import ms
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people import reads as people
from weituo.people.models import Membership
from weituo.people.reads import Actor
from weituo.work import photos
from weituo.work.models import Companion, Order
from weituo.work.row import Outcome, columns, outcome

ORDER = Kept(Order, by="id", columns=[one.attname for one in Order._meta.concrete_fields], order="id")
SAID = frozenset(("taken", "arrived", "claimed", "accepted", "rejected", "cancelled"))


@dataclass(slots=True)
class Gathered:
    """An order with everything a decision needs. `assigned` is the pseudonym that `row.assignee` stands for,
    `accompanied` those of its companions."""

    row: Order
    chain: list[Fact]
    state: OrderState
    pact: Pact
    performer: str
    principal: str
    assigned: str | None = None
    accompanied: tuple[str, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    dispatched: Any = None  # why somebody is sent, until the order is stored

    @property
    def head(self) -> str:
        """The leaf hash of the newest fact, made of its bytes."""
        return leaf_hash(encode(self.chain[-1]))


def gather(order_id: UUID, actor: Actor, now: datetime) -> Gathered:
    """The order, its facts and its agreement; Refusal `order.missing` outside the actor's estate."""
    rows = ORDER.rows(order_id)
    if not rows:
        raise Refusal("order.missing")
    row = Order.from_db(connection.alias, ORDER.columns, rows[0])
    if actor.estate_id != row.estate_id:
        raise Refusal("order.missing")
    chain = facts.chain(f"order/{row.id}")
    state = fold(chain)
    pact = pacts.agreement(row.agreement_id)
    assert state is not None
    assert pact is not None
    terms = pact.agreement.at(state.reported_at)
    performer = holder(state, responsible(terms, state.item, state.cause).perform)
    return Gathered(row, chain, state, pact, performer, terms.principal, state.assignee, state.companions)


def holder(state: OrderState, first: str) -> str:
    """The party that has the order now: the performer of the matrix until it was transferred."""
    return state.transfers[-1][1] if state.transfers else first


def step(
    *,
    order_id: UUID,
    kind: str,
    body: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    private: Mapping[str, str] | None = None,
    photo_roles: tuple[str, ...] = (),
    photo_id: UUID | None = None,
    at: datetime | None = None,
    basis: str | None = None,
    seq: int | None = None,
) -> Outcome:
    """Add one fact to an order. Refusals of covenant's table, `order.missing`, `order.moved_on` (also when it is not at
    `seq` any more), and `order.already_…` with `who` and `when` where somebody did the same before."""
    try:
        with transaction.atomic():
            found = gather(order_id, actor, now)
            if seq is not None and found.row.seq != seq:
                raise Refusal("order.moved_on")
            _decide(found, kind, body, actor, basis)
            roles = photo_roles
            blobs = photos.attach(order_id, fact_id, roles, only=photo_id) if roles else ()
            if kind == "order.claimed" and basis is None:
                _shown(found, blobs)
            _append(found, kind, body, actor, now, fact_id, private, blobs, at or now, basis)
            _save(found, now)
    except Refusal:
        # What is refused now may be this very request, carried out before.
        known = facts.find(fact_id)
        if known is None:
            raise
        return _again(known, order_id, kind)
    return outcome(found.row)


def follow_up(found: Gathered, kind: str, body: Mapping[str, Any], actor: Actor, now: datetime, fact_id: UUID) -> None:
    """A further fact in the transaction of the first one, as automatic dispatch after a report."""
    _decide(found, kind, body, actor, None)
    _append(found, kind, body, actor, now, fact_id, None, (), now, None)


def _decide(found: Gathered, kind: str, body: Mapping[str, Any], actor: Actor, basis: str | None) -> None:
    try:
        decide(
            found.state,
            kind,
            body,
            actor.party or "",
            performer=found.performer,
            principal=found.principal,
            basis=basis,
        )
    except Refusal as refusal:
        raise _said_before(found, kind, refusal) from None


def _shown(found: Gathered, blobs: tuple[Blob, ...]) -> None:
    """What the terms want to see is there, or about to be."""
    state = found.state
    terms = found.pact.agreement.at(state.reported_at)
    complete(needs(terms, state.item, state.severity), shown(found.chain, blobs))


def _said_before(found: Gathered, kind: str, refusal: Refusal) -> Refusal:
    verb = kind.removeprefix("order.")
    same = [fact for fact in found.chain if fact.kind == kind]
    if refusal.code != "order.wrong_state" or verb not in SAID or not same:
        return refusal
    last = same[-1]
    member = people.names([last.actor]).get(last.actor)
    return Refusal(f"order.already_{verb}", who=member.name if member else last.party, when=last.at)


def _append(
    found: Gathered,
    kind: str,
    body: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    private: Mapping[str, str] | None,
    blobs: tuple[Blob, ...],
    at: datetime,
    basis: str | None,
) -> None:
    row, head = found.row, found.head
    if found.changes.get("head", row.head) != head:  # somebody wrote between our reading the row and reading its facts
        raise Refusal("order.moved_on")
    try:
        fact = ledger.append(
            estate_id=row.estate_id,
            log=found.chain[0].log,  # all facts of an order stand in its estate's log, which is fixed for ever
            fact_id=fact_id,
            kind=kind,
            subject=f"order/{row.id}",
            seq=found.state.seq + 1,
            prev=head,
            at=at,
            recv=now,
            actor=actor.pseudonym,
            party=actor.party or "S",
            body=body,
            private={name: value for name, value in (private or {}).items() if value},
            blobs=blobs,
            basis=basis if ms(at) != ms(now) else None,
            follows=True,
        )
    except IntegrityError:
        raise Refusal("order.moved_on") from None
    found.state.apply(fact)
    found.chain.append(fact)
    found.changes["head"] = found.head
    found.changes["touched_at"] = max(at, row.touched_at) if row.touched_at else at


def _save(found: Gathered, now: datetime) -> None:
    """Compare and set the row; the facts of the same transaction stand or fall with it. Only what differs is written:
    while `seq` is what it was, so is the rest."""
    row, before = found.row, found.row.seq
    if found.state.companions != found.accompanied:
        accompany(row.id, found.state)
    changes = {**columns(found.state, found.pact, now), **found.changes}
    if found.state.assignee != found.assigned:
        changes["assignee_id"] = assignee(found.state, row)
    answer = responsible(found.pact.agreement.at(found.state.reported_at), found.state.item, found.state.cause)
    perform = holder(found.state, answer.perform)
    changes.update(perform=perform, accountable=answer.accountable, pay=answer.pay, matrix_clause=answer.clause)
    changes = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if Order.objects.filter(pk=row.pk, seq=before).update(**changes) != 1:
        raise Refusal("order.moved_on")
    for name, value in changes.items():
        setattr(row, name, value)


def accompany(order_id: UUID, state: OrderState) -> None:
    """The rows of who goes along, as the facts say."""
    Companion.objects.filter(order_id=order_id).delete()
    members = Membership.objects.filter(pseudonym__in=state.companions).values_list("pk", flat=True)
    Companion.objects.bulk_create([Companion(order_id=order_id, membership_id=one) for one in members])


def assignee(state: OrderState, row: Order) -> UUID | None:
    """The membership behind the facts' pseudonym."""
    if state.assignee is None:
        return None
    found = Membership.objects.filter(pseudonym=state.assignee).values_list("pk", flat=True).first()
    return found if found is not None else row.assignee_id


def _again(known: Fact, order_id: UUID, kind: str) -> Outcome:
    if known.subject != f"order/{order_id}" or known.kind != kind:
        raise Refusal("order.moved_on")
    return outcome(Order.objects.get(pk=order_id), repeated=True)
