"""What an order's facts add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from covenant.facts import Fact, in_order
from covenant.order import table


class Pause:
    """One pause. `end` is None while it lasts; `approved` is None until the principal rules."""

    __slots__ = ("approved", "end", "id", "reason", "start")

    def __init__(self, reason: str, start: int, id: str) -> None:
        self.reason = reason
        self.start = start
        self.end: int | None = None
        self.id = id
        self.approved: bool | None = None


class Claim:
    """One claim of completion. `ruling` is None, "accepted" or "rejected"; `ruled_at` when."""

    __slots__ = ("at", "id", "ruled_at", "ruling")

    def __init__(self, at: int, id: str) -> None:
        self.at = at
        self.id = id
        self.ruling: str | None = None
        self.ruled_at: int | None = None


class ExcuseClaim:
    """What the performer says it is excused by. `approved` is None until it is ruled on."""

    __slots__ = ("approved", "at", "excuse", "id")

    def __init__(self, excuse: str, at: int, id: str) -> None:
        self.excuse = excuse
        self.at = at
        self.id = id
        self.approved: bool | None = None


class OrderState:
    """Where one order stands. Times are ms UTC. `classes` lists (at, severity, fact id) from the report on; `facts`
    names the fact behind each first event for the trace. `transfers` lists (at, party) for whoever took it over;
    `arrivals` every arrival; `into` the order a duplicate was merged into."""

    __slots__ = (
        "accepted_at",
        "agreement",
        "arrivals",
        "arrived_at",
        "assignee",
        "called_out_at",
        "cancelled_at",
        "cause",
        "channel",
        "claims",
        "classes",
        "companions",
        "confirmed_at",
        "equipment",
        "excuses",
        "facts",
        "fault",
        "followers",
        "id",
        "into",
        "item",
        "log",
        "pauses",
        "place",
        "rated_at",
        "recurrence",
        "recurrence_of",
        "recurrence_ruled_at",
        "reported_at",
        "seq",
        "severity",
        "stars",
        "state",
        "taken_at",
        "transfers",
    )  # fmt: skip

    def __init__(self, fact: Fact) -> None:
        body = fact.body
        self.id = fact.subject[6:]
        self.log = fact.log
        self.state = table.REPORTED
        self.agreement: str = body["agreement"]
        self.item: str = body["item"]
        self.fault: str = body["fault"]
        self.cause: str = body["cause"]
        self.severity: str = body["severity"]
        self.place: str | None = body["place"]
        self.equipment: str | None = body["equipment"]
        self.channel: str = body["channel"]
        self.recurrence_of: str | None = body["recurrence_of"]
        self.recurrence: bool | None = None
        self.recurrence_ruled_at: int | None = None
        self.reported_at = fact.at
        self.assignee: str | None = None
        self.companions: tuple[str, ...] = ()
        self.taken_at: int | None = None
        self.arrived_at: int | None = None
        self.accepted_at: int | None = None
        self.cancelled_at: int | None = None
        self.confirmed_at: int | None = None
        self.rated_at: int | None = None
        self.stars: int | None = None
        self.followers = 0
        self.called_out_at: int | None = None
        self.into: str | None = None
        self.arrivals: list[int] = []
        self.transfers: list[tuple[int, str]] = []
        self.excuses: list[ExcuseClaim] = []
        self.claims: list[Claim] = []
        self.pauses: list[Pause] = []
        self.classes: list[tuple[int, str, str]] = [(fact.at, self.severity, fact.id)]
        self.facts: dict[str, str] = {"reported": fact.id}
        self.seq = fact.seq

    @property
    def paused(self) -> bool:
        """Whether a pause is running."""
        return bool(self.pauses) and self.pauses[-1].end is None

    @property
    def excuse(self) -> str | None:
        """The excuse that was approved, if one was."""
        return next((one.excuse for one in self.excuses if one.approved), None)

    @property
    def claimed_at(self) -> int | None:
        """When the last claim was made that has not been rejected."""
        return self.claims[-1].at if self.claims and self.claims[-1].ruling != "rejected" else None

    def apply(self, fact: Fact) -> None:
        """Take one further fact. Illegal ones were refused before they were written; this only folds."""
        row = table.TABLE.get((self.state, fact.kind))
        if fact.basis == "import" and (self.state, fact.kind) in table.IMPORTED:
            self.state = table.IMPORTED[self.state, fact.kind]
        elif row is not None:
            self.state = row[0]
        fold_one = _FOLDS.get(fact.kind)
        if fold_one is not None:
            fold_one(self, fact, fact.body)
        self.seq = fact.seq


def _classified(order: OrderState, fact: Fact, body: Any) -> None:
    order.item, order.fault, order.cause = body["item"], body["fault"], body["cause"]
    if body["severity"] != order.severity:
        order.severity = body["severity"]
        order.classes.append((fact.at, order.severity, fact.id))


def _assigned(order: OrderState, fact: Fact, body: Any) -> None:
    order.assignee, order.companions = body["to"], ()


def _accompanied(order: OrderState, fact: Fact, body: Any) -> None:
    order.companions = tuple(body["with"])


def _taken(order: OrderState, fact: Fact, body: Any) -> None:
    order.assignee = fact.actor
    if order.taken_at is None:
        order.taken_at = fact.at


def _arrived(order: OrderState, fact: Fact, body: Any) -> None:
    order.arrivals.append(fact.at)
    if order.arrived_at is None:
        order.arrived_at = fact.at
        order.facts["arrived"] = fact.id


def _paused(order: OrderState, fact: Fact, body: Any) -> None:
    order.pauses.append(Pause(body["reason"], fact.at, fact.id))


def _resumed(order: OrderState, fact: Fact, body: Any) -> None:
    if order.paused:
        order.pauses[-1].end = fact.at


def _pause_ruled(order: OrderState, fact: Fact, body: Any) -> None:
    for pause in order.pauses:
        if pause.id == body["pause"]:
            pause.approved = body["approved"]


def _claimed(order: OrderState, fact: Fact, body: Any) -> None:
    order.claims.append(Claim(fact.at, fact.id))


def _accepted(order: OrderState, fact: Fact, body: Any) -> None:
    order.claims[-1].ruling, order.claims[-1].ruled_at = "accepted", fact.at
    order.accepted_at = fact.at
    order.facts["accepted"] = fact.id


def _rejected(order: OrderState, fact: Fact, body: Any) -> None:
    order.claims[-1].ruling, order.claims[-1].ruled_at = "rejected", fact.at


def _confirmed(order: OrderState, fact: Fact, body: Any) -> None:
    order.confirmed_at = fact.at


def _rated(order: OrderState, fact: Fact, body: Any) -> None:
    order.rated_at, order.stars = fact.at, body["stars"]
    order.facts["rated"] = fact.id


def _recurrence_ruled(order: OrderState, fact: Fact, body: Any) -> None:
    order.recurrence, order.recurrence_ruled_at = body["confirmed"], fact.at
    order.facts["recurrence_ruled"] = fact.id


def _cancelled(order: OrderState, fact: Fact, body: Any) -> None:
    order.cancelled_at = fact.at
    order.into = body["into"]
    order.facts["cancelled"] = fact.id
    if order.paused:
        order.pauses[-1].end = fact.at


def _followed(order: OrderState, fact: Fact, body: Any) -> None:
    order.followers += 1


def _called_out(order: OrderState, fact: Fact, body: Any) -> None:
    if order.called_out_at is None:
        order.called_out_at = fact.at
        order.facts["called_out"] = fact.id


def _transferred(order: OrderState, fact: Fact, body: Any) -> None:
    order.transfers.append((fact.at, body["to"]))
    order.assignee, order.companions = None, ()
    if order.paused:
        order.pauses[-1].end = fact.at


def _excuse_claimed(order: OrderState, fact: Fact, body: Any) -> None:
    order.excuses.append(ExcuseClaim(body["excuse"], fact.at, fact.id))


def _excuse_ruled(order: OrderState, fact: Fact, body: Any) -> None:
    for one in order.excuses:
        if one.id == body["claim"]:
            one.approved = body["approved"]


_FOLDS: dict[str, Callable[[OrderState, Fact, Any], None]] = {
    "order.classified": _classified,
    "order.assigned": _assigned,
    "order.accompanied": _accompanied,
    "order.taken": _taken,
    "order.arrived": _arrived,
    "order.paused": _paused,
    "order.resumed": _resumed,
    "order.pause_ruled": _pause_ruled,
    "order.claimed": _claimed,
    "order.accepted": _accepted,
    "order.rejected": _rejected,
    "order.confirmed": _confirmed,
    "order.rated": _rated,
    "order.recurrence_ruled": _recurrence_ruled,
    "order.cancelled": _cancelled,
    "order.followed": _followed,
    "order.called_out": _called_out,
    "order.transferred": _transferred,
    "order.excuse_claimed": _excuse_claimed,
    "order.excuse_ruled": _excuse_ruled,
}


def fold(facts: Iterable[Fact]) -> OrderState | None:
    """The order its facts add up to, in whatever order they are given; None without a report as first fact."""
    order: OrderState | None = None
    for fact in in_order(facts):
        if order is None:
            if fact.kind != "order.reported":
                return None
            order = OrderState(fact)
        else:
            order.apply(fact)
    return order
