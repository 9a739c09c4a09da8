"""Lists of orders: always the same number of queries, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from covenant.agreement import Terms
from covenant.period import Month
from weituo.estate.models import Equipment, Space, Unit
from weituo.ledger.time import ms
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people import reads as people
from weituo.people.reading import personal
from weituo.people.reads import Actor, Member
from weituo.people.roles import Role
from weituo.work import search
from weituo.work.models import Companion, Order
from weituo.work.reads import names

SIZE = 80
COUNTED, FOUND = 10_000, 500  # beyond, a list says "more than …"; so many that words found
NEWEST = ("-reported_at", "-id")
NONE = "none"
PLACES = 5_000  # of an estate that a word may name


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows. `assignee` is a membership id, or "none"; `month` is (year, month) of the report."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    late: bool = False
    open: bool = False
    paused: bool | None = None
    assignee: UUID | str | None = None
    q: str = ""
    month: tuple[int, int] | None = None
    equipment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One order of a list. `text` only for who may read personal data; `late` says which clock ran out, or is empty."""

    id: UUID
    number: str
    state: str
    paused: bool
    severity: str
    item: str
    fault: str
    item_label: dict[str, str]
    fault_label: dict[str, str]
    place: dict[str, str]
    reported_at: datetime
    respond_due: datetime | None
    repair_due: datetime | None
    arrived_at: datetime | None
    claimed_at: datetime | None
    accepted_at: datetime | None
    assignee_id: UUID | None
    assignee: str
    perform: str
    stars: int | None
    followers: int
    channel: str
    recurrence_of: UUID | None
    recurrence_confirmed: bool | None
    text: str
    late: str

    @property
    def due(self) -> datetime | None:
        """The next clock that runs: to arrival, then to completion; None when none does."""
        if self.state in ("accepted", "cancelled", "claimed"):
            return None
        if self.arrived_at is None and self.respond_due is not None:
            return self.respond_due
        return self.repair_due

    @property
    def clock(self) -> str:
        """Which clock `due` is of."""
        return "respond" if self.arrived_at is None and self.respond_due is not None else "repair"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, from 1. `more`: there are more than `count`, and they were not counted."""

    lines: tuple[Line, ...]
    count: int
    number: int
    size: int = SIZE
    filters: Filters = field(default_factory=Filters)
    more: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


def orders(
    actor: Actor, filters: Filters, *, now: datetime, page: int = 1, size: int = SIZE, words: bool = False
) -> Page:
    """The actor's orders, newest report first, with what was reported in `words` only when asked. Four queries, and
    four more for each word."""
    found = _filtered(actor, filters, now).order_by(*NEWEST)
    most = FOUND if filters.q else COUNTED
    # words are looked for once, for the count and the page
    keys = list(found.values_list("pk", flat=True)[: most + 1]) if filters.q else None
    seen = found.order_by()[: most + 1].count() if keys is None else len(keys)
    count = min(seen, most)
    number = max(1, min(page, -(-count // size) or 1))
    here = slice((number - 1) * size, number * size)
    rows = found[here] if keys is None else scope(actor).filter(pk__in=keys[here]).order_by(*NEWEST)
    terms = terms_now(actor, now)
    lines = tuple(line(row, terms, actor, now, words=words) for row in rows.select_related(*names.RELATED))
    return Page(lines, count, number, size, filters, seen > most)


def export(actor: Actor, filters: Filters, *, now: datetime, most: int = 50_000) -> Iterator[Line]:
    """The same list without pages, for a file."""
    terms = terms_now(actor, now)
    rows = _filtered(actor, filters, now).select_related(*names.RELATED).order_by(*NEWEST)[:most]
    for row in rows.iterator(500):
        yield line(row, terms, actor, now)


def jobs(actor: Actor, *, now: datetime) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """An engineer's day: his open orders by what is due first, and those he may take. Claimed ones come last."""
    terms = terms_now(actor, now)
    found = scope(actor).filter(is_open=True).select_related(*names.RELATED)
    mine = [line(row, terms, actor, now) for row in found.filter(with_actor(actor))[:200]]
    free = [line(row, terms, actor, now) for row in found.filter(assignee=None)[:50]]
    far = now + timedelta(days=36500)
    return (
        tuple(sorted(mine, key=lambda one: (one.due or far, one.reported_at))),
        tuple(sorted(free, key=lambda one: (one.due or far, one.reported_at))),
    )


def engineers(actor: Actor, *, now: datetime) -> tuple[tuple[Member, int], ...]:
    """Who can be sent, with how many open orders each has."""
    if actor.estate_id is None:
        return ()
    loads = dict(
        Order.objects.filter(estate_id=actor.estate_id, is_open=True, assignee__isnull=False)
        .order_by()
        .values_list("assignee_id")
        .annotate(load=Count("id"))
    )
    members = people.members(actor.estate_id, now, roles=[Role.ENGINEER])
    return tuple((member, loads.get(member.membership_id, 0)) for member in members)


def scope(actor: Actor) -> QuerySet[Order]:
    """The orders an actor may see at all: those of the estate.

    The contractor's people see those their party performs, an engineer only his own and nobody's.
    """
    if actor.estate_id is None:
        return Order.objects.none()
    found = Order.objects.filter(estate_id=actor.estate_id)
    if actor.role in (Role.ENGINEER, Role.CONTRACTOR_MANAGER):
        found = found.filter(perform=actor.party)
    if actor.role == Role.ENGINEER:
        found = found.filter(with_actor(actor) | Q(assignee=None))
    return found


def with_actor(actor: Actor) -> Q:
    """Whom an order was given to, and who goes along."""
    if actor.membership_id is None:
        return Q(pk=None)
    along = Companion.objects.filter(membership_id=actor.membership_id).values("order_id")
    return Q(assignee_id=actor.membership_id) | Q(pk__in=along)


def subjects(agreement_id: UUID, *, since: datetime) -> list[str]:
    """The ledger subjects of an agreement's orders that are open or had something happen since then."""
    recent = Q(touched_at__gte=since) | Q(is_open=True)
    found = Order.objects.filter(recent, agreement_id=agreement_id).order_by("id")
    return [f"order/{order_id}" for order_id in found.values_list("pk", flat=True)]


def first_month(pact: Pact) -> Month | None:
    """The month of an agreement's first report."""
    first = (
        Order.objects.filter(agreement_id=pact.id).order_by("reported_at").values_list("reported_at", flat=True).first()
    )
    return Month.of(ms(first), pact.calendars.zone) if first else None


@dataclass(frozen=True, slots=True)
class Named:
    """An order's number, fault and place, without anything personal."""

    number: str
    fault: dict[str, str]
    place: dict[str, str]
    severity: str


def numbers(estate_id: UUID, order_ids: Iterable[UUID]) -> dict[UUID, Named]:
    """What these orders of an estate are called."""
    rows = list(Order.objects.filter(estate_id=estate_id, pk__in=list(order_ids)).select_related(*names.RELATED))
    pact = pacts.agreement(rows[0].agreement_id) if rows else None
    terms = pact.agreement.latest if pact else None
    return {row.pk: Named(row.number, names.fault(terms, row), names.place(row), row.severity) for row in rows}


def numbered(actor: Actor, number: str) -> UUID | None:
    """The order with this number, of those the actor sees."""
    return scope(actor).filter(number=number).values_list("pk", flat=True).first()


def late_now(now: datetime) -> Q:
    """Open orders with a clock that ran out."""
    return (
        Q(is_open=True)
        & Q(state__in=("reported", "assigned", "taken", "arrived"))
        & (Q(respond_due__lt=now, arrived_at=None) | Q(repair_due__lt=now, claimed_at=None))
    )


def ever_late(now: datetime) -> Q:
    """Late now, or done late."""
    return late_now(now) | Q(arrived_at__gt=F("respond_due")) | Q(claimed_at__gt=F("repair_due"))


def _filtered(actor: Actor, filters: Filters, now: datetime) -> QuerySet[Order]:
    found = scope(actor)
    if filters.states:
        found = found.filter(state__in=filters.states)
    if filters.open:
        found = found.filter(is_open=True)
    if filters.severities:
        found = found.filter(severity__in=filters.severities)
    if filters.late:
        found = found.filter(late_now(now) if filters.open else ever_late(now))
    if filters.paused is not None:
        found = found.filter(paused=filters.paused)
    if filters.assignee == NONE:
        found = found.filter(assignee=None)
    elif isinstance(filters.assignee, UUID):
        found = found.filter(assignee_id=filters.assignee)
    if filters.equipment_id:
        found = found.filter(equipment_id=filters.equipment_id)
    if filters.month:
        start, end = _month(actor, filters.month, now)
        found = found.filter(reported_at__gte=start, reported_at__lt=end)
    return _worded(found, actor, filters.q)


def _worded(found: QuerySet[Order], actor: Actor, q: str) -> QuerySet[Order]:
    """Orders with these words in number, place or (for who may read it) text. Two Chinese characters are enough."""
    for word in q.split()[:4]:
        things = Equipment.objects.filter(Q(name_zh__contains=word) | Q(number__icontains=word))
        spaces = Space.objects.filter(name_zh__contains=word)
        units = Unit.objects.filter(label__contains=word)
        # the few places first: their names are not looked up again for each of the many orders
        match = (
            Q(equipment_id__in=_keys(things, actor))
            | Q(space_id__in=_keys(spaces, actor))
            | Q(unit_id__in=_keys(units, actor))
        )
        said = Q(number__icontains=word)
        if actor.may("personal.read"):
            said |= Q(text__icontains=word) | Q(place_words__icontains=word)
        indexed = search.matching(word, personal=actor.may("personal.read"))
        found = found.filter(match | (indexed & said if indexed is not None else said))
    return found


def _keys(places: QuerySet[Any], actor: Actor) -> list[UUID]:
    return list(places.filter(estate_id=actor.estate_id).values_list("pk", flat=True)[:PLACES])


def _month(actor: Actor, month: tuple[int, int], now: datetime) -> tuple[datetime, datetime]:
    pact = pacts.agreement_in_force(actor.estate_id, now) if actor.estate_id else None
    zone = ZoneInfo(pact.calendars.zone.name if pact else "Asia/Shanghai")
    first = date(month[0], month[1], 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return tuple(datetime(day.year, day.month, 1, tzinfo=zone) for day in (first, following))  # type: ignore[return-value]


def terms_now(actor: Actor, now: datetime) -> Terms | None:
    """The terms whose words orders of today are shown in."""
    pact = pacts.agreement_in_force(actor.estate_id, now) if actor.estate_id else None
    return pact.terms(now) if pact else None


def lateness(row: Order, now: datetime) -> str:
    """ "respond", "repair", "respond repair" or "": the clocks of an order that ran out."""
    if row.state == "cancelled":
        return ""
    out = []
    if row.respond_due and (row.arrived_at or row.claimed_at or now) > row.respond_due:
        out.append("respond")
    if row.repair_due and (row.claimed_at or now) > row.repair_due:
        out.append("repair")
    return " ".join(out)


def line(row: Order, terms: Terms | None, actor: Actor, now: datetime, *, words: bool = False) -> Line:
    """The row as a line."""
    words = words and personal(actor, "words", f"order/{row.id}", there=bool(row.text))
    return Line(
        id=row.id,
        number=row.number,
        state=row.state,
        paused=row.paused,
        severity=row.severity,
        item=row.item,
        fault=row.fault,
        item_label=names.item(terms, row),
        fault_label=names.fault(terms, row),
        place=names.place(row),
        reported_at=row.reported_at,
        respond_due=row.respond_due,
        repair_due=row.repair_due,
        arrived_at=row.arrived_at,
        claimed_at=row.claimed_at,
        accepted_at=row.accepted_at,
        assignee_id=row.assignee_id,
        assignee=row.assignee.person.name if row.assignee else "",
        perform=row.perform,
        stars=row.stars,
        followers=row.followers,
        channel=row.channel,
        recurrence_of=row.recurrence_of_id,
        recurrence_confirmed=row.recurrence_confirmed,
        text=row.text if words else "",
        late=lateness(row, now),
    )
