"""叫修: whom the desk calls to an order, in which order, and what it heard. Pure rules first, then rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.duty.models import Call
from weituo.duty.reads import Posts, answering
from weituo.people import reads as people
from weituo.people.reads import Actor, Member
from weituo.people.roles import Role

UP = (Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.MANAGER)
"""Who is called when nobody on duty answers, one after the other."""
GRAVEST, GRAVE = "S0", ("S0", "S1")
SOON = timedelta(hours=1)
"""An order due within this needs somebody now."""
SETTLING = timedelta(minutes=5)
"""So long after its report whoever was sent by the house may still take a grave order by himself."""
PATIENCE = {GRAVEST: timedelta(minutes=3)}
LONGER = timedelta(minutes=10)
"""How long a call may stay without an answer before somebody is called again."""
UNDER_WAY = timedelta(minutes=30)
"""How long “coming” is believed while nobody has taken the order."""


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to call, and how the roster led to them (`Call.Post`)."""

    member: Member
    post: str


@dataclass(frozen=True, slots=True)
class CallView:
    """One call that was made."""

    id: UUID
    order_id: UUID
    membership_id: UUID
    name: str
    phone: str
    post: str
    called_at: datetime
    by: str
    answer: str
    answered_at: datetime | None


def chain(
    members: Sequence[Member], posts: Posts, party: str, sent: UUID | None, may: Collection[UUID]
) -> tuple[Callee, ...]:
    """Whom to call for an order of `party`, in order: who was sent and is on duty; engineers on site; on call; without a
    roster all of them; then further up, those on duty first. `may` holds the engineers whom the law allows the work."""
    fit = [one for one in members if one.role == Role.ENGINEER and one.party == party and one.membership_id in may]
    site, call = posts or (frozenset(), frozenset())
    found: dict[UUID, Callee] = {}

    def add(some: Iterable[Member], post: str) -> None:
        for one in some:
            found.setdefault(one.membership_id, Callee(one, post))

    add((one for one in fit if one.membership_id == sent and (posts is None or sent in site | call)), Call.Post.SENT)
    add((one for one in fit if one.membership_id in site), Call.Post.SITE)
    add((one for one in fit if one.membership_id in call), Call.Post.CALL)
    if posts is None:
        add(fit, Call.Post.ANY)
    for role in UP:
        level = {
            one.membership_id: one
            for one in members
            if one.role == role and (role != Role.CONTRACTOR_MANAGER or one.party == party)
        }
        first = answering(level, posts)
        add((level[key] for key in (*first, *level)), Call.Post.UP)
    return tuple(found.values())


def choose(callees: Sequence[Callee], called: Sequence[UUID], *, again: bool = False) -> Callee | None:
    """The next to call: whoever was called last when `again`, else the first not called yet, and round once more."""
    if again and called:
        for one in callees:
            if one.member.membership_id == called[-1]:
                return one
    rest = [one for one in callees if one.member.membership_id not in called]
    return next(iter(rest or callees), None)


def need(
    state: str,
    severity: str,
    reported_at: datetime,
    due: datetime | None,
    assigned: bool,
    obliged: bool,
    calls: Sequence[CallView],
    now: datetime,
) -> str:
    """Whether an order needs a call: `now` nobody was called and somebody has to be; `again` nobody comes; `called` waits
    for an answer; `coming`; `wait` it can. `obliged`: by the terms the desk has yet to call somebody out."""
    late = due is not None and due <= now
    if state == "taken":
        return "again" if late else "coming"
    if calls:
        last = calls[-1]
        if last.answer == Call.Answer.COMING:
            return "coming" if now - (last.answered_at or last.called_at) < UNDER_WAY else "again"
        waited = now - last.called_at >= patience(severity)
        return "again" if waited or last.answer == Call.Answer.NONE else "called"
    if obliged or severity == GRAVEST or (due is not None and due - now <= SOON):
        return "now"
    if severity in GRAVE:
        return "wait" if assigned and now - reported_at < SETTLING else "now"
    return "wait"


def patience(severity: str) -> timedelta:
    """How long a call for such an order may stay without an answer."""
    return PATIENCE.get(severity, LONGER)


def of_orders(order_ids: Iterable[UUID]) -> Mapping[UUID, tuple[CallView, ...]]:
    """The calls of these orders, the first call first. One query."""
    found: dict[UUID, list[CallView]] = {}
    rows = Call.objects.filter(order_id__in=list(order_ids)).select_related("membership__person", "called_by__person")
    for row in rows.order_by("called_at", "id"):
        found.setdefault(row.order_id, []).append(_view(row))
    return {key: tuple(views) for key, views in found.items()}


def call(call_id: UUID) -> CallView | None:
    """One call, for whoever repeats its request or tells of it."""
    row = Call.objects.select_related("membership__person", "called_by__person").filter(pk=call_id).first()
    return _view(row) if row else None


def unanswered(estate_id: UUID, since: datetime) -> tuple[CallView, ...]:
    """The calls since then that nobody has answered."""
    rows = Call.objects.filter(estate_id=estate_id, called_at__gt=since, answer="")
    return tuple(_view(row) for row in rows.select_related("membership__person", "called_by__person"))


def put_down(*, actor: Actor, call_id: UUID, order_id: UUID, callee: Callee, now: datetime) -> CallView:
    """Writes a call in the transaction of whoever decided it. ValueError for who belongs to no estate."""
    if actor.estate_id is None or actor.membership_id is None:
        raise ValueError("membership")
    row = Call.objects.create(
        id=call_id,
        estate_id=actor.estate_id,
        order_id=order_id,
        membership_id=callee.member.membership_id,
        post=callee.post,
        called_at=now,
        called_by_id=actor.membership_id,
    )
    return _view(row)


def answer(*, actor: Actor, call_id: UUID, answer: str, now: datetime) -> CallView:
    """What the desk heard; the first answer stays, but “no answer” gives way to “coming”. Refusals duty.no_such_call,
    duty.bad_answer."""
    if answer not in Call.Answer.values:
        raise Refusal("duty.bad_answer")
    with transaction.atomic():
        row = Call.objects.select_for_update().filter(pk=call_id, estate=actor.estate_id).first()
        if row is None:
            raise Refusal("duty.no_such_call")
        if row.answer == "" or (row.answer == Call.Answer.NONE and answer == Call.Answer.COMING):
            Call.objects.filter(pk=call_id).update(answer=answer, answered_at=now)
            row.refresh_from_db()
    return _view(row)


def callees(estate_id: UUID, now: datetime) -> tuple[Member, ...]:
    """Everybody the desk may have to call."""
    return people.members(estate_id, now, roles=(Role.ENGINEER, *UP))


def _view(row: Call) -> CallView:
    person = row.membership.person
    return CallView(
        row.id,
        row.order_id,
        row.membership_id,
        person.name,
        person.phone,
        row.post,
        row.called_at,
        row.called_by.person.name,
        row.answer,
        row.answered_at,
    )
