"""What an engineer's phone did, perhaps without network and long ago: each act counts once, or is refused with its reason.

The act's id is the fact's id. Its row (`PhoneAct`) is written in the transaction of the fact, under the order's lock: an
act is a fact and held, or no fact and refused. The server's time counts; what the phone's clock said is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from covenant.errors import Refusal
from covenant.facts import Fact
from weituo.ledger import reads as facts
from weituo.people.phones import Bearer
from weituo.people.reads import Actor
from weituo.people.roles import Role
from weituo.work import checklists
from weituo.work.actions import arrival, claim, evidence, pause, phone_why, take
from weituo.work.models import Companion, Order, PhoneAct

STEPS: Mapping[str, str] = {
    "take": "order.taken",
    "arrive": "order.arrived",
    "pause": "order.paused",
    "resume": "order.resumed",
    "claim": "order.claimed",
    "sign": "order.evidenced",
}
"""Acts that are facts."""
NOTES = ("parts", "check", "note")
"""Acts that are kept beside the facts."""
UNDECIDED = frozenset({"order.moved_on"})
"""Refusals that say nothing about the act: the phone tries again."""
OTHER = "act.other_content"


class Busy(Exception):
    """Nothing was decided and nothing written; the same request may be sent again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the phone sent. `body` is already of its kind's form."""

    id: UUID
    order_id: UUID
    kind: str
    made_at: int
    offset: int | None
    offline: bool
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells whether the same id comes with the same content; opens nothing about what was said."""
        text = json.dumps([str(self.order_id), self.kind, self.made_at, dict(self.body)], sort_keys=True, default=str)
        return salted_hmac("weituo.phone", text, algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """Held, or refused with why. `repeated`: this very request was answered before."""

    id: UUID
    order_id: UUID
    refusal: Refusal | None
    repeated: bool = False


def act(sent: Sent, bearer: Bearer, *, now: datetime) -> Answer:
    """One act. Raises Refusal only for what is no answer to this act: order.missing (never this person's to know),
    act.other_content (the id stands for something else). Raises Busy when nothing was decided."""
    return decided(sent, bearer, lambda row: _do(sent, row, bearer.actor, now), now=now)


def decided(sent: Sent, bearer: Bearer, do: Callable[[Order], None], *, now: datetime) -> Answer:
    """Runs `do` under the order's lock and writes down how it ended; the first answer for what was answered before."""
    try:
        with transaction.atomic():
            row = locked(sent.order_id, bearer.actor)
            known = first_answer(sent, bearer)
            if known is not None:
                return known
            refusal = _outcome(row, bearer.actor, do)
            keep(sent, bearer, row, refusal, now)
            return Answer(sent.id, sent.order_id, refusal)
    except IntegrityError:
        known = first_answer(sent, bearer)  # the same id came twice at once
        if known is None:
            raise Busy from None
        return known


def locked(order_id: UUID, actor: Actor) -> Order:
    """The order, kept still until the transaction ends; Refusal `order.missing` for what was never this person's business:
    another estate's, or one their party never had."""
    row = Order.objects.select_for_update().filter(pk=order_id).first() if actor.estate_id else None
    if row is None or row.estate_id != actor.estate_id:
        raise Refusal("order.missing")
    if row.perform != actor.party and not _ours_once(order_id, actor):
        raise Refusal("order.missing")
    return row


def _ours_once(order_id: UUID, actor: Actor) -> bool:
    return any(fact.party == actor.party for fact in facts.chain(f"order/{order_id}"))


def first_answer(sent: Sent, bearer: Bearer) -> Answer | None:
    """What was answered to this id before; Refusal `act.other_content` when it stood for something else."""
    row = PhoneAct.objects.filter(pk=sent.id).first()
    if row is None:
        return None
    if row.digest != sent.digest or row.membership_id != bearer.actor.membership_id:
        raise Refusal("act.other_content")
    return Answer(row.pk, row.order_id, refusal_of(row), repeated=True)


def refusal_of(row: PhoneAct) -> Refusal | None:
    """Why it did not count; None for what is held."""
    return None if row.state == PhoneAct.State.HELD else Refusal(row.code, row.clause or None, **row.params)


def _outcome(row: Order, actor: Actor, do: Callable[[Order], None]) -> Refusal | None:
    try:
        with transaction.atomic():
            do(row)
    except Refusal as refusal:
        if refusal.code in UNDECIDED:
            raise Busy from None
        if refusal.code in (OTHER, "order.missing"):
            raise
        return phone_why.explained(refusal, facts.chain(f"order/{row.pk}"), actor)
    return None


def keep(sent: Sent, bearer: Bearer, row: Order, refusal: Refusal | None, now: datetime) -> None:
    """The row of what was sent and what became of it."""
    assert bearer.actor.membership_id is not None  # a phone's key is a membership's
    PhoneAct.objects.create(
        id=sent.id,
        estate_id=row.estate_id,
        order=row,
        membership_id=bearer.actor.membership_id,
        device_id=bearer.device_id,
        kind=sent.kind,
        said=dict(sent.body),
        digest=sent.digest,
        made_at=sent.made_at,
        offset=sent.offset,
        offline=sent.offline,
        received_at=now,
        state=PhoneAct.State.REFUSED if refusal else PhoneAct.State.HELD,
        code=refusal.code if refusal else "",
        clause=(refusal.clause or "") if refusal else "",
        params=dict(refusal.params) if refusal else {},
    )


def mine(row: Order, actor: Actor) -> None:
    """Refusal where the order is somebody else's by now, said by whom and when. The contractor's manager acts for all."""
    own = actor.membership_id
    if actor.role != Role.ENGINEER or own is None or row.assignee_id in (None, own):
        return
    if Companion.objects.filter(order=row, membership_id=own).exists():
        return
    raise phone_why.elsewhere(facts.chain(f"order/{row.pk}"), actor)


def _do(sent: Sent, row: Order, actor: Actor, now: datetime) -> None:
    known = facts.find(sent.id)
    if known is not None:
        _taken_before(known, sent, actor)  # the arrival came first and took the order under this id
        return
    if sent.kind == "note":  # what somebody wants the manager to know of an act that did not count: always kept
        return
    mine(row, actor)
    body = sent.body
    common: dict[str, Any] = {"order_id": row.pk, "actor": actor, "now": now, "fact_id": sent.id}
    if sent.kind == "take":
        take.take(**common)
    elif sent.kind == "arrive":
        _arrive(body, common)
    elif sent.kind == "pause":
        pause.pause(**common, reason=str(body["reason"]), words=str(body["words"]))
    elif sent.kind == "resume":
        pause.resume(**common)
    elif sent.kind == "claim":
        claim.claim(**common, note=str(body["note"]))
    elif sent.kind == "sign":
        _sign(body, common)
    elif not row.is_open or row.assignee_id is None:
        raise Refusal("order.wrong_state", state=row.state)
    elif sent.kind == "check":
        checklists.fit(str(body["checklist_id"]), body["lines"])


def _taken_before(known: Fact, sent: Sent, actor: Actor) -> None:
    same = known.subject == f"order/{sent.order_id}" and known.actor == actor.pseudonym
    if sent.kind != "take" or known.kind != "order.taken" or not same:
        raise Refusal("act.other_content")


def _sign(body: Mapping[str, Any], common: dict[str, Any]) -> None:
    file_id = UUID(str(body["file_id"]))
    before = PhoneAct.objects.filter(pk=file_id, order_id=common["order_id"]).first()
    if before is not None and (refusal := refusal_of(before)) is not None:
        raise refusal  # the picture did not count, so neither does what it shows
    evidence.sign(**common, photo_id=file_id, who=str(body["who"]), name=str(body["name"]))


def _arrive(body: Mapping[str, Any], common: dict[str, Any]) -> None:
    take_id = UUID(str(body["take_id"])) if body.get("take_id") else None
    if take_id is not None:
        before = PhoneAct.objects.filter(pk=take_id).first()
        other = before is not None and (before.kind != "take" or before.order_id != common["order_id"])
        if other or take_id == common["fact_id"]:
            raise Refusal("act.other_content")
        if before is not None and (refusal := refusal_of(before)) is not None:
            raise refusal  # what was refused once never becomes a fact under the same id
    arrival.arrive(**common, code=str(body["code"] or "") or None, take_id=take_id)
