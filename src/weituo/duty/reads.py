"""Who is on duty. What comes out is frozen; rows stay inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from weituo.duty.models import Shift
from weituo.people import reads as people
from weituo.people.reads import Member
from weituo.people.roles import Role

WEEK = timedelta(days=7)
KEPT = timedelta(days=14)
"""An estate whose last shift ended longer ago than this keeps no roster."""
POSTS = (Role.ENGINEER, Role.CONTRACTOR_MANAGER, Role.SUPERVISOR, Role.GUARD)
"""Who can be on duty."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one person."""

    id: UUID
    membership_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A person's week: seven lists of shifts, each under the day it begins on."""

    member: Member
    days: tuple[tuple[Duty, ...], ...]
    hours: float


def on_duty(estate_id: UUID, moment: datetime) -> tuple[Duty, ...]:
    """Every shift that runs at the moment: who is on site first, then who is on call, the longest there first."""
    rows = Shift.objects.filter(estate_id=estate_id, starts_at__lte=moment, ends_at__gt=moment)
    return tuple(_duty(row) for row in rows.order_by("-kind", "starts_at", "id"))


def between(estate_id: UUID, start: datetime, end: datetime) -> tuple[Duty, ...]:
    """Every shift that runs at some moment from `start` until before `end`."""
    rows = Shift.objects.filter(estate_id=estate_id, ends_at__gt=start, starts_at__lt=end)
    return tuple(_duty(row) for row in rows.order_by("starts_at", "id"))


def available(estate_id: UUID, moment: datetime) -> tuple[frozenset[UUID], frozenset[UUID]] | None:
    """The memberships on site and those on call at the moment; None where the estate keeps no roster."""
    running = on_duty(estate_id, moment)
    if not running and not Shift.objects.filter(estate_id=estate_id, ends_at__gt=moment - KEPT).exists():
        return None
    by_kind = {kind: frozenset(one.membership_id for one in running if one.kind == kind) for kind in Shift.Kind.values}
    return by_kind["site"], by_kind["call"]


Posts = tuple[frozenset[UUID], frozenset[UUID]] | None


def answering(members: Iterable[UUID], posts: Posts) -> tuple[UUID, ...]:
    """Of these, those on site; where none is, those on call; where none is either or no roster is kept, all. Whoever is
    told of something, and whoever is called, is chosen by this."""
    wanted = tuple(members)
    for there in posts or ():
        found = tuple(one for one in wanted if one in there)
        if found:
            return found
    return wanted


def week(estate_id: UUID, monday: date, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    """Everybody who can be on duty, with the shifts that begin in the week; also who has some and left since."""
    start = datetime.combine(monday, time(), zone)
    end = datetime.combine(monday + WEEK, time(), zone)
    rows = list(
        Shift.objects.filter(estate_id=estate_id, starts_at__gte=start, starts_at__lt=end).order_by("starts_at")
    )
    there = (*people.members(estate_id, now, roles=POSTS), *people.members(estate_id, start, roles=POSTS))
    members = {one.membership_id: one for one in there}
    return tuple(_line(one, [row for row in rows if row.membership_id == key], zone) for key, one in members.items())


def shift(estate_id: UUID, shift_id: UUID) -> Duty | None:
    """One shift of the estate."""
    row = Shift.objects.filter(estate_id=estate_id, pk=shift_id).first()
    return _duty(row) if row else None


def of_member(membership_id: UUID, since: datetime, limit: int = 200) -> tuple[Duty, ...]:
    """A person's shifts that end after `since`, in their order."""
    rows = Shift.objects.filter(membership_id=membership_id, ends_at__gt=since).order_by("starts_at")[:limit]
    return tuple(_duty(row) for row in rows)


def _line(member: Member, rows: Iterable[Shift], zone: ZoneInfo) -> Line:
    days: list[list[Duty]] = [[] for _ in range(7)]
    hours = timedelta()
    for row in rows:
        days[row.starts_at.astimezone(zone).weekday()].append(_duty(row))
        if row.kind == Shift.Kind.SITE:
            hours += row.ends_at - row.starts_at
    return Line(member, tuple(tuple(one) for one in days), hours / timedelta(hours=1))


def _duty(row: Shift) -> Duty:
    changed = row.changed_at or row.added_at
    return Duty(row.id, row.membership_id, row.kind, row.starts_at, row.ends_at, row.revision, changed)
