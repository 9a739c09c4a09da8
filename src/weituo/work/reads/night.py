"""The night desk: which open orders need somebody now, who was called to them and who would be called next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant.agreement import Terms
from covenant.obligation import CALLOUT, Obligations
from covenant.order import fold
from weituo.duty import calls
from weituo.duty import reads as duty
from weituo.duty.calls import Callee, CallView
from weituo.ledger import reads as facts
from weituo.ledger.time import instant, ms
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work.actions.calling import CALLABLE, whom
from weituo.work.dispatching import situation
from weituo.work.models import Order
from weituo.work.reads import names
from weituo.work.reads.listing import Line, line

MOST = 60
CALLING = ("now", "again")
WAITING = ("called", "coming")


@dataclass(frozen=True, slots=True)
class NightLine:
    """One order at the desk. `call_by`: until when somebody has to be called out, where the terms say so and nobody was;
    `called_at`: since when the performer's clocks run by that; `next` is who would be called now."""

    order: Line
    need: str
    call_by: datetime | None
    called_at: datetime | None
    calls: tuple[CallView, ...]
    next: Callee | None

    @property
    def due(self) -> datetime | None:
        """What runs out next: the time to call somebody out, else the order's own clock."""
        return self.call_by or self.order.due

    @property
    def last(self) -> CallView | None:
        """The newest call."""
        return self.calls[-1] if self.calls else None


@dataclass(frozen=True, slots=True)
class NightBoard:
    """`calling`: somebody has to be called; `waiting`: somebody was; `rest`: can wait. Each the gravest first."""

    calling: tuple[NightLine, ...]
    waiting: tuple[NightLine, ...]
    rest: tuple[NightLine, ...]
    more: bool

    @property
    def unanswered(self) -> bool:
        """Whether somebody was called and has not answered."""
        return any(one.need == "called" for one in self.waiting)

    @property
    def count(self) -> int:
        """How many orders are open and not yet at work."""
        return len(self.calling) + len(self.waiting) + len(self.rest)


def night(actor: Actor, now: datetime) -> NightBoard:
    """The estate's orders that nobody has reached yet, whatever party does them. About fifteen queries, whatever their
    number."""
    if actor.estate_id is None:
        return NightBoard((), (), (), False)
    found = Order.objects.filter(estate_id=actor.estate_id, is_open=True, paused=False, state__in=CALLABLE)
    rows = list(found.select_related(*names.RELATED).order_by("severity", "reported_at", "id")[: MOST + 1])
    more, rows = len(rows) > MOST, rows[:MOST]
    pact = pacts.agreement_in_force(actor.estate_id, now)
    terms = pact.terms(now) if pact else None
    made = calls.of_orders(row.id for row in rows)
    owed = callouts(rows, now)
    members, posts = calls.callees(actor.estate_id, now), duty.available(actor.estate_id, now)
    estate = situation.gather(actor.estate_id, now) if rows else None
    lines = []
    for row in rows:
        one = _line(row, terms, actor, owed.get(row.id, (None, None)), made.get(row.id, ()), now)
        if one.need != "wait" and estate is not None:
            callees = whom(estate, row.id, row.perform, row.assignee_id, members, posts)
            following = calls.choose(callees, [each.membership_id for each in one.calls])
            one = NightLine(one.order, one.need, one.call_by, one.called_at, one.calls, following)
        lines.append(one)
    lines.sort(key=lambda one: (one.order.severity, one.due is None, one.due or now, one.order.reported_at))
    return NightBoard(
        tuple(one for one in lines if one.need in CALLING),
        tuple(one for one in lines if one.need in WAITING),
        tuple(one for one in lines if one.need == "wait"),
        more,
    )


def calls_of(actor: Actor, order_id: UUID) -> tuple[CallView, ...]:
    """The calls that were made for an order of the actor's estate."""
    if actor.estate_id is None or not Order.objects.filter(pk=order_id, estate_id=actor.estate_id).exists():
        return ()
    return calls.of_orders([order_id]).get(order_id, ())


def callouts(rows: Iterable[Order], now: datetime) -> Mapping[UUID, tuple[datetime | None, datetime | None]]:
    """Of the orders reported while the terms have the desk call out: until when that is owed, None once it was done; and
    when it was done."""
    pact_of: dict[UUID, Pact | None] = {}
    wanted: dict[str, tuple[Order, Pact]] = {}
    for row in rows:
        if row.agreement_id not in pact_of:
            pact_of[row.agreement_id] = pacts.agreement(row.agreement_id)
        pact = pact_of[row.agreement_id]
        if pact is not None and any(span.callout for span in pact.agreement.at(ms(row.reported_at)).duty):
            wanted[f"order/{row.id}"] = (row, pact)
    found: dict[UUID, tuple[datetime | None, datetime | None]] = {}
    for subject, chain in (facts.chains(wanted) if wanted else {}).items():
        row, pact = wanted[subject]
        state = fold(chain)
        for one in Obligations(pact.agreement, pact.calendars, ms(now)).of(state) if state else ():
            if one.clock == CALLOUT:
                done = None if one.done is None else instant(one.done)
                found[row.id] = (instant(one.due) if done is None else None, done)
    return found


def _line(
    row: Order,
    terms: Terms | None,
    actor: Actor,
    owed: tuple[datetime | None, datetime | None],
    made: tuple[CallView, ...],
    now: datetime,
) -> NightLine:
    shown = line(row, terms, actor, now)
    call_by, called_at = owed
    due = shown.respond_due if shown.arrived_at is None else None
    need = calls.need(
        row.state,
        row.severity,
        row.reported_at,
        due or shown.due,
        row.assignee_id is not None,
        call_by is not None,
        made,
        now,
    )
    return NightLine(shown, need, call_by, called_at, made, None)
