"""The dispatch board, and who else could go. What the engine proposes is judged by covenant before it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant.dispatch import Policy, Visit
from weituo.engines import dispatch as engine
from weituo.engines.dispatch import Candidate, Field
from weituo.ledger.time import instant
from weituo.people import reads as people
from weituo.people.reads import Actor
from weituo.work.dispatching import rules
from weituo.work.dispatching.situation import Estate, gather
from weituo.work.models import Dispatching
from weituo.work.reads.listing import Filters, Line, orders
from weituo.work.row import owned

BOARD = 300  # orders


@dataclass(frozen=True, slots=True)
class Stop:
    """An order in somebody's round: when they are expected there. `late`: after its response limit."""

    order: Line
    start: datetime | None
    late: bool
    pinned: bool
    with_: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One engineer: on site, on call or off duty (None), and what is ahead."""

    membership_id: UUID
    name: str
    duty: str | None
    licences: tuple[str, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order nobody was told of: offered, held in reserve, or nobody may go, with what stands against how many."""

    order: Line
    mode: str
    against: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DispatchBoard:
    """Who goes where now; `waiting` first, the gravest on top."""

    waiting: tuple[Waiting, ...]
    rounds: tuple[Round, ...]
    policy: Policy
    roster: bool
    licences: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Against:
    """Why somebody may not go. `params` as covenant gives them."""

    code: str
    binding: str
    source: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A crew that could be sent: what it would cost in points, by parts, and what stands against it."""

    members: tuple[UUID, ...]
    names: tuple[str, ...]
    duty: str | None
    start: datetime
    travel: int  # minutes
    cost: int
    parts: Mapping[str, int]
    others: int
    held: bool
    against: tuple[Against, ...]

    @property
    def law(self) -> bool:
        """Whether the law forbids it, which no words set aside."""
        return any(one.binding == "law" for one in self.against)


@dataclass(frozen=True, slots=True)
class Sent:
    """One earlier dispatching with its reason."""

    at: datetime
    mode: str
    names: tuple[str, ...]
    by: str
    words: str
    cheapest: tuple[str, ...]
    against: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Choices:
    """Who could go to one order, and who was sent before."""

    choices: tuple[Choice, ...]
    others: tuple[tuple[UUID, str], ...]
    pinned: bool
    movable: bool
    roster: bool
    licences: bool
    history: tuple[Sent, ...]


def board(actor: Actor, *, now: datetime) -> DispatchBoard:
    """Everything open of the actor's estate before it is handed in, in everybody's rounds."""
    assert actor.estate_id is not None
    estate = gather(actor.estate_id, now)
    states = ("reported", "assigned", "taken", "arrived")
    page = orders(actor, Filters(states=states, open=True), now=now, size=BOARD)
    lines = {str(one.id): one for one in page.lines}
    visits = _visits(estate)
    rounds = []
    for key, member in estate.members.items():
        if actor.party in (None, "P", member.party):
            stops = [_stop(estate, visits, lines[job], key) for job in _of(estate, key) if job in lines]
            stops.sort(key=lambda one: (one.start or now, one.order.number))
            held = tuple(sorted({one.kind for one in member.licences if one.last >= now.date()}))
            rounds.append(Round(member.membership_id, member.name, _duty(estate, key), held, tuple(stops)))
    untold = [line for line in lines.values() if line.assignee_id is None]
    return DispatchBoard(
        _waiting(untold),
        tuple(rounds),
        estate.situation.policy,
        estate.roster,
        estate.licences,
        page.count > len(page.lines),
    )


def choices(actor: Actor, order_id: UUID, *, now: datetime) -> Choices | None:
    """Who else could go, the cheapest first; None for an order of another estate."""
    row = owned(actor, order_id)
    if row is None:
        return None
    estate = gather(row.estate_id, now)
    job = estate.jobs.get(str(order_id))
    found = engine.everybody(Field(estate.situation), job) if job else ()
    others = tuple((one.membership_id, one.name) for one in estate.members.values() if one.party == row.perform)
    history = Dispatching.objects.filter(order_id=order_id).order_by("-made_at", "-id")[:20]
    return Choices(
        tuple(_choice(estate, one) for one in found),
        others,
        row.pinned,
        job is not None,
        estate.roster,
        estate.licences,
        tuple(_sent(one) for one in history.select_related("made_by__person")),
    )


def policy(estate_id: UUID) -> Policy:
    """How the estate's orders find their engineer."""
    return rules.policy(estate_id)


def _visits(estate: Estate) -> dict[str, Visit]:
    """When each told order would be reached if everybody does theirs by urgency."""
    field = Field(estate.situation)
    return {visit.job: visit for visit in field.visits([sending for _, sending in field.told])}


def _of(estate: Estate, key: str) -> list[str]:
    return [job.key for job in estate.jobs.values() if key in job.crew]


def _duty(estate: Estate, key: str) -> str | None:
    return estate.situation.workers[key].duty(estate.situation.now)


def _stop(estate: Estate, visits: Mapping[str, Visit], line: Line, own: str) -> Stop:
    job, visit = estate.jobs[str(line.id)], visits.get(str(line.id))
    start = instant(visit.start) if visit and line.arrived_at is None else None
    due = line.respond_due
    names = tuple(estate.members[one].name for one in job.crew if one != own and one in estate.members)
    return Stop(line, start, bool(start and due and start > due), job.pinned, names)


def _waiting(lines: list[Line]) -> tuple[Waiting, ...]:
    newest: dict[UUID, Dispatching] = {}
    for row in Dispatching.objects.filter(order_id__in=[one.id for one in lines]).order_by("made_at", "id"):
        newest[row.order_id] = row
    lines.sort(key=lambda one: (one.severity, one.respond_due or one.reported_at))
    return tuple(
        Waiting(one, newest[one.id].mode, newest[one.id].why.get("against", {}))
        if one.id in newest
        else Waiting(one, "", {})
        for one in lines
    )


def _choice(estate: Estate, one: Candidate) -> Choice:
    members = [estate.members[key] for key in one.crew]
    return Choice(
        tuple(member.membership_id for member in members),
        tuple(member.name for member in members),
        _duty(estate, one.crew[0]),
        instant(one.visit.start),
        one.visit.travel // 60_000,
        one.cost + one.others,
        one.parts,
        one.others,
        one.held,
        tuple(Against(breach.code, breach.binding, breach.source, dict(breach.params)) for breach in one.breaches),
    )


def _sent(row: Dispatching) -> Sent:
    first = row.candidates[0]["crew"] if row.candidates else []
    keys = {*row.chosen, *first}
    named = people.names(keys)

    def say(crew: list[str]) -> tuple[str, ...]:
        return tuple(named[key].name for key in crew if key in named)

    by = row.made_by.person.name if row.made_by else ""
    return Sent(row.made_at, row.mode, say(row.chosen), by, row.words, say(first), row.why.get("against", {}))
