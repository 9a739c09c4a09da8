"""叫修: the desk calls the person on duty to an order. The first call is the fact from which the performer's clocks run;
every call is put down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from covenant.dispatch import breaches
from covenant.errors import Refusal
from covenant.order import may
from covenant.order.decide import roles_of
from weituo.duty import calls
from weituo.duty import reads as duty
from weituo.duty.calls import Callee, CallView
from weituo.people.reads import Actor, Member
from weituo.people.roles import Role
from weituo.work.actions.dispatch import assign
from weituo.work.actions.step import Gathered, gather, step
from weituo.work.dispatching import situation
from weituo.work.dispatching.situation import Estate
from weituo.work.models import Order

CALLABLE = ("reported", "assigned", "taken")
CALLED_OUT = "order.called_out"


@dataclass(frozen=True, slots=True)
class Called:
    """Who is to be telephoned now. `repeated`: this very request had been carried out before."""

    call: CallView
    repeated: bool = False


def call_somebody(
    *, order_id: UUID, actor: Actor, now: datetime, call_id: UUID, again: bool = False, words: str = ""
) -> Called:
    """Calls the next one of the roster, or whoever was called last `again`; an engineer who was not sent yet is sent, for
    which a rule of the site may need `words`. Refusals order.missing, order.not_yours, order.wrong_state, order.paused,
    order.moved_on, duty.nobody_to_call."""
    known = calls.call(call_id)
    if known is not None:
        if known.order_id != order_id:
            raise Refusal("order.moved_on")
        return Called(known, repeated=True)
    found = gather(order_id, actor, now)
    made = calls.of_orders([order_id]).get(order_id, ())
    callee = _decide(found, actor, now, tuple(one.membership_id for one in made), again)
    fresh = found.state.called_out_at is None and found.row.state != "taken"
    with transaction.atomic():
        # two desks that call at once wait for each other here, and the second is told that somebody was faster
        Order.objects.select_for_update().filter(pk=order_id).first()
        if len(calls.of_orders([order_id]).get(order_id, ())) != len(made):
            raise Refusal("order.moved_on")
        if fresh:
            fact = uuid5(call_id, CALLED_OUT)
            step(order_id=order_id, kind=CALLED_OUT, body={}, actor=actor, now=now, fact_id=fact, seq=found.row.seq)
        _send(found, callee, actor, now, call_id, words)
        calls.put_down(actor=actor, call_id=call_id, order_id=order_id, callee=callee, now=now)
    done = calls.call(call_id)
    assert done is not None
    return Called(done)


def whom(
    estate: Estate, order_id: UUID, party: str, sent: UUID | None, members: tuple[Member, ...], posts: duty.Posts
) -> tuple[Callee, ...]:
    """Whom to call for an order, in order, the law considered."""
    return calls.chain(members, posts, party, sent, _allowed(estate, order_id))


def _decide(found: Gathered, actor: Actor, now: datetime, called: tuple[UUID, ...], again: bool) -> Callee:
    row = found.row
    roles = roles_of(actor.party or "", found.performer, found.principal)
    if not any(may("reported", CALLED_OUT, role) for role in roles):
        raise Refusal("order.not_yours", party=actor.party or "", step=CALLED_OUT)
    if row.state not in CALLABLE:
        raise Refusal("order.wrong_state", state=row.state, step=CALLED_OUT)
    if row.paused:
        raise Refusal("order.paused", step=CALLED_OUT)
    estate = situation.gather(row.estate_id, now)
    members, posts = calls.callees(row.estate_id, now), duty.available(row.estate_id, now)
    callees = whom(estate, row.id, found.performer, row.assignee_id, members, posts)
    callee = calls.choose(callees, called, again=again)
    if callee is None:
        raise Refusal("duty.nobody_to_call")
    return callee


def _allowed(estate: Estate, order_id: UUID) -> set[UUID]:
    """The engineers whom the law does not forbid this work; how many go is seen to when they are sent."""
    job = estate.jobs.get(str(order_id))
    found = set()
    for key, member in estate.members.items():
        worker = estate.situation.workers[key]
        against = breaches(job, [worker], estate.situation.now, estate.situation) if job else ()
        if not any(one.binding == "law" and one.code != "dispatch.too_few" for one in against):
            found.add(member.membership_id)
    return found


def _send(found: Gathered, callee: Callee, actor: Actor, now: datetime, call_id: UUID, words: str) -> None:
    """An engineer who is called and was not sent is sent too, or the order would stay with somebody else. Where dispatch
    refuses that, the call alone is put down: a supervisor decides."""
    row, member = found.row, callee.member
    if member.role != Role.ENGINEER or row.assignee_id == member.membership_id or row.state == "taken":
        return
    try:
        with transaction.atomic():
            assign(
                order_id=row.id,
                actor=actor,
                now=now,
                fact_id=uuid5(call_id, "order.assigned"),
                membership_id=member.membership_id,
                words=words,
            )
    except Refusal:
        return
