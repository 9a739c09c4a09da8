"""Making a roster by hand or from an earlier week. The only writers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from covenant.errors import Refusal
from weituo.duty.models import Shift
from weituo.duty.reads import POSTS, WEEK
from weituo.ledger.ids import uuid7
from weituo.people.models import Membership
from weituo.people.reads import Actor, current

LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Copied:
    """How many shifts were copied, and how many not: their person has left, or has another shift then."""

    added: int
    left: int


def add(*, actor: Actor, membership_id: UUID, kind: str, starts_at: datetime, ends_at: datetime, now: datetime) -> UUID:
    """A shift of a person of the actor's party and estate. Refusals duty.no_such_person, duty.not_yours, duty.bad_times,
    duty.past, duty.overlap."""
    if kind not in Shift.Kind.values or not timedelta() < ends_at - starts_at <= LONGEST:
        raise Refusal("duty.bad_times")
    if ends_at <= now:
        raise Refusal("duty.past")
    with transaction.atomic():
        estate_id = _mine(actor, membership_id, starts_at)
        return _add(actor, estate_id, membership_id, kind, starts_at, ends_at, now)


def remove(*, actor: Actor, shift_id: UUID, now: datetime) -> None:
    """Takes a shift out that has not ended. One that has is what was: it stays. Refusals duty.no_such_shift,
    duty.not_yours, duty.past."""
    with transaction.atomic():
        row = Shift.objects.select_for_update().filter(pk=shift_id, estate=actor.estate_id).first()
        if row is None:
            raise Refusal("duty.no_such_shift")
        if row.ends_at <= now:
            raise Refusal("duty.past")
        if row.membership.party != actor.party:
            raise Refusal("duty.not_yours")
        row.delete()


def copy(*, actor: Actor, source: date, target: date, zone: ZoneInfo, now: datetime) -> Copied:
    """The shifts of the actor's party that begin in the week of `source` once more in the week of `target` (both
    Mondays), at the same times of day. What has passed or does not fit is left out."""
    start, end = datetime.combine(source, time(), zone), datetime.combine(source + WEEK, time(), zone)
    rows = Shift.objects.filter(estate=actor.estate_id, starts_at__gte=start, starts_at__lt=end)
    added = left = 0
    for row in rows.filter(membership__party=actor.party).order_by("starts_at", "id"):
        begins = _moved(row.starts_at, target - source, zone)
        try:
            add(
                actor=actor,
                membership_id=row.membership_id,
                kind=row.kind,
                starts_at=begins,
                ends_at=begins + (row.ends_at - row.starts_at),
                now=now,
            )
        except Refusal:
            left += 1
        else:
            added += 1
    return Copied(added, left)


def _moved(moment: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    """The same time of day so many days later, whatever clocks do in between."""
    local = moment.astimezone(zone)
    return datetime.combine(local.date() + by, local.time(), zone)


def _mine(actor: Actor, membership_id: UUID, at: datetime) -> UUID:
    """The estate, where the person may be entered by this actor."""
    posts: Sequence[str] = POSTS
    row = Membership.objects.filter(current(at), pk=membership_id, estate_id=actor.estate_id, role__in=posts).first()
    if row is None or actor.estate_id is None:
        raise Refusal("duty.no_such_person")
    if row.party != actor.party:
        raise Refusal("duty.not_yours")
    return actor.estate_id


def _add(
    actor: Actor, estate_id: UUID, membership_id: UUID, kind: str, starts_at: datetime, ends_at: datetime, now: datetime
) -> UUID:
    Membership.objects.select_for_update().get(pk=membership_id)  # two shifts of one person wait for each other
    if Shift.objects.filter(membership_id=membership_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refusal("duty.overlap")
    row = Shift.objects.create(
        id=uuid7(now),
        estate_id=estate_id,
        membership_id=membership_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        added_at=now,
        added_by_id=actor.membership_id,
    )
    return row.id
