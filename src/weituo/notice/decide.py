"""What follows from a fact or from time that passed: who is told what. Pure: facts and roles in, notices out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from covenant.facts import Fact
from weituo.duty.reads import Posts, answering
from weituo.people.roles import Role

EMERGENCY = "S0"
NIGHT = (22 * 60, 7 * 60)
"""Minutes of the local day between which the guard is told of every new report."""
UNASSIGNED = (2, 15)
"""Minutes without anybody sent: after the first the contractor's manager is told, after the second the supervisor."""

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """One membership in force."""

    id: UUID
    role: str
    party: str | None
    pseudonym: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in force on the estate."""

    all: tuple[Who, ...]
    posts: Posts = None  # who is on site and on call now; None without a roster

    def on(self, *roles: str, party: str | None = None) -> tuple[UUID, ...]:
        """Of those who have one of the roles whoever is on duty: on site, else on call, else all."""
        return answering(self.of(*roles, party=party), self.posts)

    def of(self, *roles: str, party: str | None = None) -> tuple[UUID, ...]:
        """Who has one of the roles, of one party when it is given."""
        return tuple(one.id for one in self.all if one.role in roles and party in (None, one.party))

    def named(self, pseudonym: str) -> UUID | None:
        """The membership behind a pseudonym."""
        return next((one.id for one in self.all if one.pseudonym == pseudonym), None)


@dataclass(frozen=True, slots=True)
class Order:
    """How an order stands when its fact is read. Nothing personal."""

    id: UUID
    number: str
    severity: str
    state: str
    perform: str
    assignee: UUID | None
    fault: Words
    place: Words


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands besides the fact: the order it is about, a statement's month, the agreement's right to terminate."""

    order: Order | None = None
    statement: UUID | None = None
    month: str = ""
    score: str = ""
    right: str = ""
    before: str = ""  # the order's severity before this fact
    minute: int = 12 * 60  # of the local day


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told. `key` is its name within the estate: told once to each of `to`, and to the robots of the
    purpose `robots` when it has one. `alarm` begins the ladder of its order."""

    kind: str
    key: str
    to: tuple[UUID, ...] = ()
    robots: str = ""
    severity: str = ""
    words: Words = field(default_factory=dict)
    page: str = ""
    of: Mapping[str, str] = field(default_factory=dict)
    alarm: bool = False

    @property
    def urgent(self) -> bool:
        """Whether it passes quiet hours and digests."""
        if self.kind == "called":  # somebody at the desk waits for an answer
            return True
        return self.severity == EMERGENCY and self.kind in ("emergency", "escalated", "overdue", "unassigned")


SILENCED = ("order.taken", "order.arrived", "order.claimed", "order.accepted", "order.cancelled")
"""Whoever does this has seen the emergency: it counts as acknowledged."""


def silences(fact: Fact, order: Order | None) -> bool:
    """Whether the fact ends the alarm of its order: somebody works at it, or it is none any more."""
    return fact.kind in SILENCED or (fact.kind == "order.classified" and fact.body["severity"] != EMERGENCY)


def decide(fact: Fact, people: People, standing: Standing) -> tuple[Notice, ...]:
    """The notices of one fact. None for what was imported: it happened long ago, elsewhere. Nobody is told of what they
    did themselves."""
    rule = RULES.get(fact.kind)
    if rule is None or fact.basis == "import":
        return ()
    doer = people.named(fact.actor)
    found = []
    for one in rule(fact, people, standing):
        to = tuple(dict.fromkeys(who for who in one.to if who != doer or one.alarm))
        if to or one.robots:
            found.append(replace(one, to=to))
    return tuple(found)


def about(order: Order, kind: str, key: str, to: Iterable[UUID | None], **more: Any) -> Notice:
    """A notice about an order."""
    words = {"number": order.number, "fault": dict(order.fault), "place": dict(order.place), **more.pop("words", {})}
    return Notice(
        kind,
        key,
        tuple(one for one in to if one is not None),
        severity=order.severity,
        words=words,
        page="office:order",
        of={"order_id": str(order.id)},
        **more,
    )


def performers(people: People, order: Order) -> tuple[UUID, ...]:
    """Who leads the party that does the order, of several whoever is on duty: the contractor's manager, or for the
    principal's own the supervisor."""
    return people.on(Role.CONTRACTOR_MANAGER, party=order.perform) or people.on(Role.SUPERVISOR)


def emergency(order: Order, people: People, fact: Fact) -> Notice:
    """The beginning of an alarm: whoever is sent, and the guard, who sits at the telephone."""
    first = [order.assignee] if order.assignee else list(performers(people, order))
    key = f"emergency/{order.id}/{fact.id}"
    return about(order, "emergency", key, [*first, *people.on(Role.GUARD)], robots="emergency", alarm=True)


def climbed(order: Order, people: People, key: str, step: int, role: str, minutes: int) -> Notice:
    """One step of the ladder. At minute 0 it is the emergency's own notice, which nobody gets twice."""
    if role == Role.ENGINEER:
        to = (order.assignee,) if order.assignee else people.on(Role.ENGINEER, party=order.perform)
    elif role == Role.CONTRACTOR_MANAGER:
        to = people.of(role, party=order.perform) or people.of(Role.SUPERVISOR)
    else:
        to = people.of(role)  # further up everybody of the role: nobody answered so far
    if minutes == 0:
        return about(order, "emergency", key, to, robots="emergency")
    return about(order, "escalated", f"{key}/{step}", to, words={"minutes": minutes}, robots="emergency")


def offered(order: Order, people: People, who: Iterable[str]) -> Notice:
    """An order is left to whoever takes it first: those who may are told, by their pseudonyms."""
    return about(order, "offered", f"offered/{order.id}", [people.named(one) for one in who])


def unassigned(order: Order, people: People, minutes: int, *, offered: bool = False) -> tuple[Notice, ...]:
    """Nobody is sent after so many minutes; of an order that is offered the performer is not told at once."""
    found = []
    if minutes >= UNASSIGNED[0] and not offered:
        found.append(_unassigned(order, 1, performers(people, order), minutes))
    if minutes >= UNASSIGNED[1]:
        found.append(_unassigned(order, 2, people.on(Role.SUPERVISOR), minutes))
    return tuple(found)


def _unassigned(order: Order, step: int, to: tuple[UUID, ...], minutes: int) -> Notice:
    key = f"unassigned/{order.id}/{step}"
    words = {"minutes": UNASSIGNED[step - 1]}
    return about(order, "unassigned", key, to, words=words, robots="routine" if step == 2 else "")


def half(order: Order, people: People, clock: str, due: int) -> Notice:
    """Half of the time is used: whoever is sent, else who should send somebody."""
    to = [order.assignee] if order.assignee else performers(people, order)
    return about(order, "half", f"half/{order.id}/{clock}/{due}", to, words={"clock": clock, "until": due})


def overdue(order: Order, people: People, clock: str, due: int) -> Notice:
    """A promised time has passed."""
    to = [order.assignee, *performers(people, order), *people.on(Role.SUPERVISOR)]
    key = f"overdue/{order.id}/{clock}/{due}"
    return about(order, "overdue", key, to, words={"clock": clock, "until": due}, robots="routine")


def called(order: Order, call_id: UUID, who: UUID) -> Notice:
    """The desk calls this one person; also by whatever their telephone shows at once."""
    return about(order, "called", f"called/{call_id}", [who])


def missed(order: Order, people: People, call_id: UUID, who: UUID, name: str, minutes: int) -> Notice:
    """Whoever the desk called has not answered in the call's time: who leads the party is told, or, when it was them,
    the supervisor, or then the manager."""
    levels = (performers(people, order), people.on(Role.SUPERVISOR), people.of(Role.MANAGER))
    to = next((rest for level in levels if (rest := tuple(one for one in level if one != who))), ())
    words = {"name": name, "minutes": minutes}
    return about(order, "missed", f"missed/{call_id}", to, words=words)


def left(handover_id: UUID, step: int, party: str | None, writer: str, minutes: int, people: People) -> Notice:
    """Nobody has acknowledged a hand-over after so many minutes. Each side's own people are told: the other may not read
    it."""
    own = (Role.CONTRACTOR_MANAGER,) if people.of(Role.CONTRACTOR_MANAGER, party=party) else (Role.SUPERVISOR,)
    to = people.of(*(own if step == 1 or own[0] == Role.CONTRACTOR_MANAGER else (Role.MANAGER,)), party=party)
    words = {"name": writer, "minutes": minutes}
    of = {"handover_id": str(handover_id)}
    return Notice("handover", f"handover/{handover_id}/{step}", to, words=words, page="office:handover", of=of)


def trust(key: str, people: People, what: str, name: str) -> Notice:
    """The ledger's own trouble: a halted log, a witness that refuses or cannot be reached."""
    to = people.of(Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMITTEE, Role.CONTRACTOR_MANAGER)
    # the log's own page is not open to the administrator, who is still to know
    return Notice("trust", key, to, "routine", words={"what": what, "name": name}, page="office:ledger")


Found = list[Notice]
Rule = Callable[[Fact, People, Standing], Found]


def _reported(fact: Fact, people: People, standing: Standing) -> Found:
    order = standing.order
    if order is None:
        return []
    if fact.body["severity"] == EMERGENCY:
        return [emergency(order, people, fact)]
    night = standing.minute >= NIGHT[0] or standing.minute < NIGHT[1]
    to = [*performers(people, order), *(people.on(Role.GUARD) if night else ())]
    found = [about(order, "reported", f"reported/{order.id}", to, robots="routine")]
    if fact.body["recurrence_of"]:
        found.append(about(order, "recurred", f"recurred/{order.id}", people.of(Role.SUPERVISOR)))
    return found


def _classified(fact: Fact, people: People, standing: Standing) -> Found:
    order = standing.order
    if order is None or fact.body["severity"] != EMERGENCY or standing.before == EMERGENCY:
        return []
    return [emergency(order, people, fact)]


def _to_assigned(fact: Fact, people: People, standing: Standing) -> Found:
    who = people.named(str(fact.body["to"]))
    return [about(standing.order, "assigned", f"assigned/{fact.id}", [who])] if standing.order else []


def _to_companions(fact: Fact, people: People, standing: Standing) -> Found:
    who = [people.named(str(one)) for one in fact.body["with"]]
    return [about(standing.order, "accompanied", f"accompanied/{fact.id}", who)] if standing.order and who else []


def _order(kind: str, whom: Callable[[People, Order], Iterable[UUID | None]], robots: str = "", *words: str) -> Rule:
    """A rule that tells somebody of a step of an order; `words` are values taken over from the fact."""

    def rule(fact: Fact, people: People, standing: Standing) -> Found:
        order = standing.order
        if order is None:
            return []
        taken = {word: fact.body[word] for word in words}
        return [about(order, kind, f"{kind}/{fact.id}", whom(people, order), words=taken, robots=robots)]

    return rule


def _supervisor(people: People, order: Order) -> Iterable[UUID]:
    return people.of(Role.SUPERVISOR)


def _doer(people: People, order: Order) -> Iterable[UUID | None]:
    return [order.assignee] if order.assignee else performers(people, order)


def _both(people: People, order: Order) -> Iterable[UUID | None]:
    return [order.assignee, *performers(people, order)]


def _statement(kind: str, *roles: str) -> Rule:
    """A rule about a statement."""

    def rule(fact: Fact, people: People, standing: Standing) -> Found:
        page = "office:statement" if standing.statement else "office:statements"
        of = {"statement_id": str(standing.statement)} if standing.statement else {}
        words = {"month": standing.month, "score": standing.score}
        found = [Notice(kind, f"{kind}/{fact.id}", people.of(*roles), "routine", words=words, page=page, of=of)]
        if standing.right and kind in ("statement_issued", "statement_restated"):
            found.append(_right(fact, people, standing))
        return found

    return rule


def _right(fact: Fact, people: People, standing: Standing) -> Notice:
    to = people.of(Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.MANAGER, Role.COMMITTEE)
    words = {"right": standing.right, "month": standing.month}
    return Notice("right", f"right/{fact.id}", to, "routine", words=words, page="office:agreement-ending")


def _agreement(kind: str, page: str = "office:agreement") -> Rule:
    def rule(fact: Fact, people: People, standing: Standing) -> Found:
        to = people.of(Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.MANAGER, Role.COMMITTEE)
        return [Notice(kind, f"{kind}/{fact.id}", to, words={"agreement": fact.body.get("agreement", "")}, page=page)]

    return rule


def _incident(kind: str) -> Rule:
    def rule(fact: Fact, people: People, standing: Standing) -> Found:
        to = people.of(Role.CONTRACTOR_MANAGER)
        words = {"event": str(fact.body.get("event", ""))}
        return [Notice(kind, f"{kind}/{fact.id}", to, words=words, page="office:oversight")]

    return rule


_MONEY = (Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.MANAGER, Role.FINANCE)

RULES: Mapping[str, Rule] = {
    "order.reported": _reported,
    "order.classified": _classified,
    "order.assigned": _to_assigned,
    "order.accompanied": _to_companions,
    "order.paused": _order("paused", _supervisor, "", "reason"),
    "order.excuse_claimed": _order("excused", _supervisor, "", "excuse"),
    "order.pause_ruled": _order("pause_ruled", _both, "", "approved"),
    "order.excuse_ruled": _order("excuse_ruled", _both, "", "approved"),
    "order.called_out": _order("called_out", _both),
    "order.transferred": _order("transferred", lambda people, order: performers(people, order)),
    "order.claimed": _order("claimed", _supervisor, "routine"),
    "order.rejected": _order("rejected", _both, "routine", "reason"),
    "order.recurrence_ruled": _order(
        "recurrence_ruled", lambda people, order: performers(people, order), "", "confirmed"
    ),
    "order.accepted": _order("accepted", _doer),
    "order.cancelled": _order("cancelled", _doer),
    "statement.issued": _statement("statement_issued", *_MONEY),
    "statement.disputed": _statement("statement_disputed", *_MONEY),
    "statement.decided": _statement("statement_decided", *_MONEY),
    "statement.restated": _statement("statement_restated", *_MONEY),
    "exit.noticed": _agreement("exit_noticed", "office:agreement-ending"),
    "exit.withdrawn": _agreement("exit_withdrawn", "office:agreement-ending"),
    "agreement.suspended": _agreement("agreement_suspended"),
    "agreement.ended": _agreement("agreement_ended"),
    "incident.found": _incident("charged"),
    "incident.withdrawn": _incident("uncharged"),
}
"""Facts that tell somebody. A kind that is not here tells nobody."""

KINDS = (
    "emergency", "escalated", "reported", "recurred", "assigned", "accompanied", "offered", "unassigned", "half",
    "overdue", "paused", "excused",
    "pause_ruled", "excuse_ruled", "called_out", "called", "missed", "transferred", "claimed", "rejected",
    "recurrence_ruled",
    "accepted", "cancelled", "statement_issued", "statement_disputed", "statement_decided", "statement_restated",
    "right", "exit_noticed", "exit_withdrawn", "agreement_suspended", "agreement_ended", "charged", "uncharged",
    "handover", "trust", "test",
)  # fmt: skip
"""Every kind of notice there is; each has its words in `words`."""
