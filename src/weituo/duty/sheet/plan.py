"""What a file would change, and changing it: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from covenant.errors import Refusal
from weituo.duty.models import Shift
from weituo.duty.sheet.reading import CellError, Reading, Wanted
from weituo.ledger.ids import uuid7
from weituo.people.models import Membership
from weituo.people.reads import Actor

DAY = timedelta(days=1)
Key = tuple[UUID, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Was:
    """A shift that stands."""

    id: UUID
    membership_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """`changed`: the shift that stands and what it becomes. `same` stay; `past` are asked for or missing but have begun:
    they stay as they were. `errors`: overlaps, by cell."""

    new: tuple[Wanted, ...]
    changed: tuple[tuple[Was, Wanted], ...]
    removed: tuple[Was, ...]
    same: int
    past: int
    errors: tuple[CellError, ...]

    @property
    def count(self) -> int:
        """How many shifts would change."""
        return len(self.new) + len(self.changed) + len(self.removed)

    @property
    def digest(self) -> str:
        """Names exactly these changes: what was shown is what is done."""
        parts = sorted(f"+{_said(one)}" for one in self.new)
        parts += sorted(f"~{was.id}{_said(one)}" for was, one in self.changed)
        parts += sorted(f"-{one.id}" for one in self.removed)
        return sha256("\n".join(parts).encode()).hexdigest()


def plan(
    estate_id: UUID,
    wanted: Sequence[Wanted],
    covered: Iterable[tuple[UUID, date]],
    zone: ZoneInfo,
    now: datetime,
    sheet: str = "",
) -> Plan:
    """Compares what is wanted with what stands on the covered days of the covered persons."""
    days = set(covered)
    stand = _standing(estate_id, days, zone)
    inside = [one for one in stand if (one.membership_id, one.starts_at.astimezone(zone).date()) in days]
    known = {one.id for one in inside}
    outside = [one for one in stand if one.id not in known]
    keys = {_key(one): one for one in inside}
    asked = {_key(one): one for one in wanted}
    same = keys.keys() & asked.keys()
    gone = [one for key, one in keys.items() if key not in same]
    add = [one for key, one in asked.items() if key not in same]
    past = sum(one.starts_at <= now for one in gone) + sum(one.starts_at <= now for one in add)
    kept = [one for one in gone if one.starts_at <= now]
    gone = [one for one in gone if one.starts_at > now]
    add = [one for one in add if one.starts_at > now]
    changed, new, removed = _paired(gone, add, zone)
    final = [*outside, *kept, *(keys[key] for key in same)]
    errors = _overlaps([*(one for _, one in changed), *new], final, zone, sheet)
    return Plan(tuple(new), tuple(changed), tuple(removed), len(same), past, tuple(errors))


def apply(
    *,
    actor: Actor,
    wanted: Sequence[Wanted],
    covered: Iterable[tuple[UUID, date]],
    digest: str,
    zone: ZoneInfo,
    now: datetime,
) -> Plan:
    """Changes what the plan of this digest says. Once it stands, the same again changes nothing. Refusals
    roster.changed_since, roster.wrong, duty.not_yours, duty.no_such_person."""
    if actor.estate_id is None:
        raise Refusal("duty.no_such_person")
    days = set(covered)
    persons = {key for key, _ in days} | {one.membership_id for one in wanted}
    with transaction.atomic():
        # everybody's roster waits here, always in the same order
        rows = Membership.objects.select_for_update().filter(pk__in=persons).order_by("pk")
        parties = {(row.estate_id, row.party) for row in rows}
        if parties - {(actor.estate_id, actor.party)}:
            raise Refusal("duty.not_yours")
        found = plan(actor.estate_id, wanted, days, zone, now)
        if found.errors:
            raise Refusal("roster.wrong", count=len(found.errors))
        if found.count and found.digest != digest:
            raise Refusal("roster.changed_since")
        Shift.objects.filter(pk__in=[one.id for one in found.removed]).delete()
        for was, one in found.changed:
            row = Shift.objects.get(pk=was.id)
            row.kind, row.starts_at, row.ends_at = one.kind, one.starts_at, one.ends_at
            row.revision, row.changed_at = row.revision + 1, now
            row.save(update_fields=["kind", "starts_at", "ends_at", "revision", "changed_at"])
        Shift.objects.bulk_create(_row(actor, one, now) for one in found.new)
    return found


def _row(actor: Actor, one: Wanted, now: datetime) -> Shift:
    assert actor.estate_id is not None
    return Shift(
        id=uuid7(now),
        estate_id=actor.estate_id,
        membership_id=one.membership_id,
        kind=one.kind,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        added_at=now,
        added_by_id=actor.membership_id,
    )


def _standing(estate_id: UUID, days: set[tuple[UUID, date]], zone: ZoneInfo) -> list[Was]:
    """What stands near the covered days: a night before the first may reach into it."""
    if not days:
        return []
    first, last = min(day for _, day in days), max(day for _, day in days)
    start, end = (datetime.combine(one, time(), zone) for one in (first - DAY, last + 3 * DAY))
    rows = Shift.objects.filter(
        estate_id=estate_id, membership_id__in={key for key, _ in days}, ends_at__gt=start, starts_at__lt=end
    )
    return [Was(row.id, row.membership_id, row.kind, row.starts_at, row.ends_at) for row in rows.order_by("starts_at")]


def _paired(
    gone: Sequence[Was], add: Sequence[Wanted], zone: ZoneInfo
) -> tuple[list[tuple[Was, Wanted]], list[Wanted], list[Was]]:
    """A shift that goes and one that comes on the same person's same day are one that changes."""
    left: dict[tuple[UUID, date], list[Was]] = {}
    for one in sorted(gone, key=lambda one: one.starts_at):
        left.setdefault((one.membership_id, one.starts_at.astimezone(zone).date()), []).append(one)
    changed, new = [], []
    for want in sorted(add, key=lambda one: (one.starts_at, str(one.membership_id))):
        same = left.get((want.membership_id, want.starts_at.astimezone(zone).date()))
        if same:
            changed.append((same.pop(0), want))
        else:
            new.append(want)
    return changed, new, [one for rest in left.values() for one in rest]


def _overlaps(
    coming: Iterable[Wanted],
    final: Sequence[Was],
    zone: ZoneInfo,
    sheet: str,
) -> list[CellError]:
    """Which of the shifts that come meet another of the same person. None lasts longer than a day, so only those that
    begin on the days beside are looked at."""
    stand: dict[tuple[UUID, int], list[tuple[datetime, datetime]]] = {}

    def beside(who: UUID, day: int) -> list[tuple[datetime, datetime]]:
        return [span for near in (day - 1, day, day + 1) for span in stand.get((who, near), ())]

    for one in final:
        day = one.starts_at.astimezone(zone).toordinal()
        stand.setdefault((one.membership_id, day), []).append((one.starts_at, one.ends_at))
    errors = []
    for want in sorted(coming, key=lambda one: one.starts_at):
        day = want.starts_at.astimezone(zone).toordinal()
        others = beside(want.membership_id, day)
        other = next((span for span in others if span[0] < want.ends_at and want.starts_at < span[1]), None)
        if other is not None:
            when = f"{other[0].astimezone(zone):%m-%d %H:%M}–{other[1].astimezone(zone):%H:%M}"
            errors.append(CellError(sheet, want.cell, "roster.overlap", {"when": when}))
        stand.setdefault((want.membership_id, day), []).append((want.starts_at, want.ends_at))
    return errors


def _key(one: Was | Wanted) -> Key:
    return one.membership_id, one.starts_at, one.ends_at, one.kind


def _said(one: Wanted) -> str:
    return f"{one.membership_id} {one.kind} {one.starts_at.timestamp():.0f} {one.ends_at.timestamp():.0f}"


def of_reading(estate_id: UUID, reading: Reading, zone: ZoneInfo, now: datetime) -> Plan:
    """The plan of what was read."""
    return plan(estate_id, reading.wanted, reading.covered, zone, now, reading.sheet)
