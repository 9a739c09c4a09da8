"""派单: at once when a report comes in, by a plan as things change, or by a person, who is told what stands against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from covenant.dispatch import Breach, Job, Policy, Worker, breaches, check, read_policy
from covenant.errors import Refusal
from weituo.engines import dispatch as engine
from weituo.engines.dispatch import Candidate, Field, Limit
from weituo.ledger.ids import uuid7
from weituo.people.reads import Actor
from weituo.work.actions.step import Gathered, follow_up, step
from weituo.work.dispatching import reasons, rules
from weituo.work.dispatching.situation import Estate, gather, with_new
from weituo.work.models import DispatchPolicy, Order
from weituo.work.row import Outcome, owned

WORDS = 200
GRAVEST = "S0"  # never left to whoever takes it


def assign(
    *,
    order_id: UUID,
    actor: Actor,
    now: datetime,
    fact_id: UUID,
    membership_id: UUID,
    companions: Sequence[UUID] = (),
    words: str = "",
) -> Outcome:
    """A person's choice, which no plan changes until it is let go.

    Refusals: order.missing, order.no_such_engineer, order.moved_on, dispatch.unlicensed and others of
    `covenant.dispatch` that bind by law; dispatch.words_needed where a rule of the site, of which words set it aside.
    """
    row = owned(actor, order_id)
    if row is None:
        raise Refusal("order.missing")
    estate = gather(row.estate_id, now)
    job = estate.jobs.get(str(order_id))
    by_member = {one.membership_id: key for key, one in estate.members.items()}
    try:
        crew = [by_member[one] for one in (membership_id, *companions)]
    except KeyError:
        raise Refusal("order.no_such_engineer") from None
    if job is not None:
        _allowed(job, [estate.situation.workers[one] for one in crew], estate, words)
    with transaction.atomic():
        body = {"to": crew[0], "mode": "manual"}
        done = step(order_id=order_id, kind="order.assigned", body=body, actor=actor, now=now, fact_id=fact_id)
        if len(crew) > 1 and not done.repeated:
            more = uuid5(fact_id, "with")
            along = {"with": crew[1:]}
            done = step(order_id=order_id, kind="order.accompanied", body=along, actor=actor, now=now, fact_id=more)
        if not done.repeated:
            Order.objects.filter(pk=order_id).update(pinned=True)
            reasons.keep(estate, job, "manual", crew, _judged(estate, job), actor, now, words[:WORDS])
    return done


def _allowed(job: Job, crew: Sequence[Worker], estate: Estate, words: str) -> None:
    found = breaches(job, crew, estate.situation.now, estate.situation)
    for breach in found:
        if breach.binding == "law":
            raise refusal(breach)
    if found and not words.strip():
        raise Refusal("dispatch.words_needed", rule=found[0].code, source=found[0].source)


def refusal(breach: Breach) -> Refusal:
    """What covenant found, as a sentence for a page."""
    params: dict[str, Any] = {"source": breach.source, **dict(breach.params)}
    return Refusal(breach.code, **params)


def set_policy(*, actor: Actor, now: datetime, policy_id: UUID, changes: Mapping[str, Any]) -> Policy:
    """A new policy for the actor's estate: what is in force with `changes`; the same id again changes nothing.

    Problems for what covenant cannot read; Refusal order.missing without an estate.
    """
    if actor.estate_id is None:
        raise Refusal("order.missing")
    if not DispatchPolicy.objects.filter(pk=policy_id).exists():
        data = {**rules.policy(actor.estate_id).data(), **changes}
        read_policy(data)
        DispatchPolicy.objects.create(
            id=policy_id, estate_id=actor.estate_id, data=data, made_by_id=actor.membership_id, made_at=now
        )
    return rules.policy(actor.estate_id)


def let_go(*, order_id: UUID, actor: Actor, now: datetime) -> None:
    """The plan may choose again who goes; Refusal order.missing."""
    if owned(actor, order_id) is None:
        raise Refusal("order.missing")
    Order.objects.filter(pk=order_id).update(pinned=False)


def may_take(row: Order, actor: Actor, now: datetime) -> None:
    """Refusal `dispatch.…` where the law forbids the actor this work, with those who go along or alone."""
    estate = gather(row.estate_id, now)
    job, own = estate.jobs.get(str(row.id)), estate.situation.workers.get(actor.pseudonym)
    if job is None or own is None:
        return
    along = [estate.situation.workers[one] for one in job.crew if one != own.key]
    found = breaches(job, [own, *along], estate.situation.now, estate.situation)
    law = [one for one in found if one.binding == "law" and one.code != "dispatch.too_few"]
    if law:
        raise refusal(law[0])


def assign_by_itself(found: Gathered, now: datetime, fact_id: UUID) -> UUID | None:
    """Give a new order to the crew for which it costs least. None when nobody may go, or it is offered first: the order
    stays reported and shows as such. The reasons are kept by `keep_reasons` once the order is stored."""
    row = found.row
    estate, job = with_new(gather(row.estate_id, now), row)
    field = Field(estate.situation)
    candidates = engine.at_once(field, job) or engine.everybody(field, job)  # why nobody may is asked only then
    best = next((one for one in candidates if not one.breaches and not one.held), None)
    policy = estate.situation.policy
    offered = policy.mode == "offer" and row.severity != GRAVEST
    mode = "offer" if offered else "auto" if best else "held" if _may_go(candidates) else "nobody"
    crew = best.crew if best is not None and not offered else ()
    found.dispatched = (estate, job, mode, crew, candidates)
    if not crew:
        return None
    system = Actor.system(row.estate_id)
    follow_up(found, "order.assigned", {"to": crew[0], "mode": "auto"}, system, now, fact_id)
    if len(crew) > 1:
        follow_up(found, "order.accompanied", {"with": list(crew[1:])}, system, now, uuid7(now))
    return estate.members[crew[0]].membership_id


def keep_reasons(found: Gathered, now: datetime) -> None:
    """Why the order just stored went to whom it went."""
    if found.dispatched is not None:
        estate, job, mode, crew, candidates = found.dispatched
        reasons.keep(estate, job, mode, crew, candidates, Actor.system(found.row.estate_id), now)


def plan_anew(estate_id: UUID, now: datetime, limit: Limit | None = None) -> int:
    """Plans everything that nobody has taken and sends where the plan differs; how many orders were given anew.

    A plan that covenant finds fault with is not carried out; an order that moved on meanwhile stays where it is.
    """
    estate = gather(estate_id, now)
    situation = estate.situation
    if all(job.fixed for job in situation.jobs.values()):
        return 0
    field = Field(situation)
    plan = engine.replan(field, limit or Limit()) if situation.policy.mode != "rotate" else []
    if check(plan, situation):
        plan = []
    crews = {one.job: one.crew for one in plan}
    kept = {one.job for one in engine.starting(plan, field)[1]}
    sent = 0
    for key, job in situation.jobs.items():
        crew = crews.get(key) or _fallback(field, job)
        if job.fixed or not crew or key in kept or set(crew) == set(job.crew) or _offered(estate, job):
            continue
        sent += _send(estate, job, crew, now)
    return sent


def _fallback(field: Field, job: Job) -> tuple[str, ...]:
    """For an order nobody was told of and the plan does not name, whoever may go now."""
    if job.crew:
        return ()
    best = next((one for one in engine.at_once(field, job) if not one.held), None)
    return best.crew if best else ()


def _offered(estate: Estate, job: Job) -> bool:
    """Whether an order is still left to whoever takes it."""
    policy = estate.situation.policy
    waited = estate.situation.now - job.reported
    return policy.mode == "offer" and job.severity != GRAVEST and not job.crew and waited < policy.offer * 60_000


def _send(estate: Estate, job: Job, crew: tuple[str, ...], now: datetime) -> int:
    order_id, system = UUID(job.key), Actor.system(estate.id)
    body: dict[str, Any] = {"to": crew[0], "mode": "auto"}
    try:
        with transaction.atomic():
            seq = estate.seqs[job.key]
            step(
                order_id=order_id, kind="order.assigned", body=body, actor=system, now=now, fact_id=uuid7(now), seq=seq
            )
            if len(crew) > 1:
                along = {"with": list(crew[1:])}
                more = uuid7(now)
                step(order_id=order_id, kind="order.accompanied", body=along, actor=system, now=now, fact_id=more)
            reasons.keep(estate, job, "plan", crew, _judged(estate, job), system, now)
    except Refusal:
        return 0
    return 1


def _judged(estate: Estate, job: Job | None) -> tuple[Candidate, ...]:
    return engine.everybody(Field(estate.situation), job) if job is not None else ()


def _may_go(candidates: Sequence[Candidate]) -> bool:
    return any(not one.breaches for one in candidates)
