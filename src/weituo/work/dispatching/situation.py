"""An estate as it stands, for dispatch: who is there with which licences, what is open, how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models.functions import Coalesce

from covenant.dispatch import SENT, UNDER_WAY, WAITING, Book, Job, Licence, Policy, Situation, Turn, Worker
from covenant.zone import SHANGHAI
from weituo.duty import reads as duty
from weituo.estate.models import Building
from weituo.ledger.time import ms
from weituo.people import licences as people
from weituo.people.licences import Licensed
from weituo.people.roles import Role
from weituo.work.dispatching import rules
from weituo.work.models import Companion, Order

MINUTE = 60_000
DOORS, FLOORS, PACE, UNKNOWN = 2, 5, 75, 6
"""Minutes for doors and stairs; floors a lift does in a minute; metres a walker does; minutes to where nobody measured."""
AT_LEAST = 10  # minutes somebody who arrived is taken to be busy still, however long it has lasted
AHEAD = timedelta(days=2)
LATELY = 300  # orders
OPEN = ("reported", "assigned", "taken", "arrived")


@dataclass(frozen=True, slots=True)
class Estate:
    """A situation with the names behind its keys: pseudonyms of engineers, ids of orders. `jobs` and `seqs` are of every
    order before its completion, those under way on the spot and paused ones too."""

    id: UUID
    situation: Situation
    jobs: dict[str, Job]
    seqs: dict[str, int]
    members: dict[str, Licensed]
    roster: bool
    licences: bool


def gather(estate_id: UUID, now: datetime) -> Estate:
    """Everything at `now`; about seven queries, whatever the size. Paused orders are nobody's next."""
    policy = rules.policy(estate_id)
    members = {one.pseudonym: one for one in people.licensed(estate_id, now, (Role.ENGINEER,))}
    turns = _turns(estate_id, now)
    orders = _orders(estate_id)
    companions = _companions(estate_id)
    names = {one.membership_id: one.pseudonym for one in members.values()}
    jobs = {str(row.id): _job(row, policy, names, companions.get(row.id, ())) for row in orders}
    last = _last(estate_id, names) if policy.mode == "rotate" else {}
    busy = _busy(orders, policy, names, companions, now)
    workers = {
        key: Worker(
            key,
            one.party or "",
            tuple(_licence(row) for row in one.licences),
            busy.get(key, ("", ms(now)))[0],
            busy.get(key, ("", ms(now)))[1],
            None if turns is None else tuple(turns.get(one.membership_id, ())),
            last=last.get(key, 0),
        )
        for key, one in members.items()
    }
    # work under way of somebody who has arrived stands in `free_at`; it is nobody's next way
    aside = {str(row.id) for row in orders if row.state == "arrived" or row.paused}
    ahead = {key: job for key, job in jobs.items() if key not in aside}
    kept = any(one.licences for one in members.values())
    book = rules.book(policy.places) if kept else Book()
    way = partial(travel, _places(estate_id))
    situation = Situation(ms(now), workers, ahead, way, SHANGHAI, book, policy)
    seqs = {str(row.id): row.seq for row in orders}
    return Estate(estate_id, situation, jobs, seqs, members, turns is not None, kept)


def with_new(estate: Estate, row: Order) -> tuple[Estate, Job]:
    """The situation with an order that is not stored yet, and its job."""
    place = row.unit or row.space or (row.equipment.space if row.equipment else None)
    job = Job(
        key=str(row.id),
        party=row.perform,
        item=row.item,
        fault=row.fault,
        severity=row.severity,
        spot=spot(place.building_id, place.floor, place.id) if place else spot(None, "", None),
        reported=ms(row.reported_at),
        work=_work(row.severity, estate.situation.policy),
        respond_due=ms(row.respond_due) if row.respond_due else None,
        repair_due=ms(row.repair_due) if row.repair_due else None,
    )
    jobs = {**estate.situation.jobs, job.key: job}
    return replace(estate, situation=replace(estate.situation, jobs=jobs), jobs={**estate.jobs, job.key: job}), job


def spot(building: UUID | None, floor: str, place: UUID | None) -> str:
    """Where something is, as `travel` reads it."""
    return f"{building or ''}|{floor}|{place or ''}"


def travel(places: dict[str, tuple[int, int] | None], start: str, end: str) -> int:
    """ms on foot: within a building by its floors, between two by their distance where it is known."""
    if not start or start == end:
        return (DOORS if start else UNKNOWN) * MINUTE
    (here, low, _), (there, high, _) = start.split("|"), end.split("|")
    if here == there and here:
        return (DOORS + abs(_floor(low) - _floor(high)) // FLOORS) * MINUTE
    one, other = places.get(here), places.get(there)
    if one is None or other is None:
        return UNKNOWN * MINUTE
    return (DOORS + (abs(one[0] - other[0]) + abs(one[1] - other[1])) // PACE) * MINUTE


def _floor(label: str) -> int:
    digits = "".join(one for one in label if one.isdigit())
    return (-1 if label[:1] in ("B", "b", "-", "负") else 1) * int(digits[:3] or 0)


def _places(estate_id: UUID) -> dict[str, tuple[int, int] | None]:
    rows = Building.objects.filter(estate_id=estate_id).values_list("id", "east", "north")
    return {str(key): (east, north) if east is not None and north is not None else None for key, east, north in rows}


class Row(NamedTuple):
    """What dispatch needs of an order."""

    id: UUID
    assignee: UUID | None
    perform: str
    item: str
    fault: str
    severity: str
    state: str
    paused: bool
    pinned: bool
    seq: int
    reported_at: datetime
    arrived_at: datetime | None
    respond_due: datetime | None
    repair_due: datetime | None
    building: UUID | None
    floor: str | None
    place: UUID | None

    @property
    def spot(self) -> str:
        """Where it is."""
        return spot(self.building, self.floor or "", self.place)


def _orders(estate_id: UUID) -> list[Row]:
    found = Order.objects.filter(estate_id=estate_id, is_open=True, state__in=OPEN).order_by("reported_at", "id")
    own = [name for name in Row._fields if name not in ("assignee", "building", "floor", "place")]
    rows = found.values_list(
        "id",
        "assignee_id",
        *own[1:],
        Coalesce("unit__building_id", "space__building_id", "equipment__space__building_id"),
        Coalesce("unit__floor", "space__floor", "equipment__space__floor"),
        Coalesce("unit_id", "space_id", "equipment__space_id"),
    )
    return [Row(*row) for row in rows]


def _job(row: Row, policy: Policy, names: dict[UUID, str], companions: Iterable[UUID]) -> Job:
    assignee = names.get(row.assignee) if row.assignee else None
    crew = (assignee, *(names[one] for one in companions if one in names)) if assignee else ()
    return Job(
        key=str(row.id),
        party=row.perform,
        item=row.item,
        fault=row.fault,
        severity=row.severity,
        spot=row.spot,
        reported=ms(row.reported_at),
        work=_work(row.severity, policy),
        respond_due=ms(row.respond_due) if row.respond_due else None,
        repair_due=ms(row.repair_due) if row.repair_due else None,
        state=WAITING if not crew else SENT if row.state in ("reported", "assigned") else UNDER_WAY,
        crew=crew,
        pinned=row.pinned,
    )


def _work(severity: str, policy: Policy) -> int:
    return (policy.minutes.get(severity) or max(policy.minutes.values(), default=60)) * MINUTE


def _busy(
    rows: Iterable[Row],
    policy: Policy,
    names: dict[UUID, str],
    companions: dict[UUID, list[UUID]],
    now: datetime,
) -> dict[str, tuple[str, int]]:
    """Where those are who have arrived somewhere, and when they should be done."""
    found: dict[str, tuple[str, int]] = {}
    for row in rows:
        if row.state != "arrived" or row.paused or row.arrived_at is None:
            continue
        end = max(ms(row.arrived_at) + _work(row.severity, policy), ms(now) + AT_LEAST * MINUTE)
        for one in (row.assignee, *companions.get(row.id, ())):
            if one in names and end > found.get(names[one], ("", 0))[1]:
                found[names[one]] = (row.spot, end)
    return found


def _turns(estate_id: UUID, now: datetime) -> dict[UUID, list[Turn]] | None:
    """Everybody's shifts from now on; None where the estate keeps no roster."""
    found: dict[UUID, list[Turn]] = defaultdict(list)
    for one in duty.between(estate_id, now, now + AHEAD):
        found[one.membership_id].append(Turn(ms(one.starts_at), ms(one.ends_at), one.kind))
    return found if found or duty.available(estate_id, now) is not None else None


def _companions(estate_id: UUID) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Companion.objects.filter(order__estate_id=estate_id, order__is_open=True).order_by("id")
    for order, member in rows.values_list("order_id", "membership_id"):
        found[order].append(member)
    return found


def _last(estate_id: UUID, names: dict[UUID, str]) -> dict[str, int]:
    """When the newest order was reported that each was given, of the last ones: for taking turns."""
    newest = Order.objects.filter(estate_id=estate_id).order_by("-reported_at", "-id")
    found: dict[str, int] = {}
    for assignee, at in newest.values_list("assignee_id", "reported_at")[:LATELY]:
        if assignee in names:
            found.setdefault(names[assignee], ms(at))
    return found


def _licence(row: Any) -> Licence:
    review = row.review.toordinal() if row.review else None
    return Licence(row.kind, row.since.toordinal(), row.until.toordinal(), review)
