"""Writes messages: who gets a notice by which channel and when. The only one of its key, whoever writes it twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from weituo.ledger.ids import uuid7
from weituo.notice import ladder, quiet
from weituo.notice.decide import Notice
from weituo.notice.models import Address, Alarm, Ladder, Message, Preference, Robot

CHUNK = 400


def tell(estate_id: UUID, notices: Sequence[Notice], zone: ZoneInfo, now: datetime) -> int:
    """Writes what is not written yet, in one transaction; how many messages."""
    if not notices:
        return 0
    with transaction.atomic():
        alarms = {one.key: _alarm(estate_id, one, now) for one in notices if one.alarm}
        rows = [row for one in notices for row in _rows(estate_id, one, alarms.get(one.key), zone, now)]
        known = written(row.dedupe for row in rows)
        new = [row for row in rows if row.dedupe not in known]
        Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def written(keys: Iterable[str]) -> set[str]:
    """Which of these were written before."""
    wanted, found = list(keys), set[str]()
    for at in range(0, len(wanted), CHUNK):
        rows = Message.objects.filter(dedupe__in=wanted[at : at + CHUNK])
        found |= set(rows.values_list("dedupe", flat=True))
    return found


def steps(estate_id: UUID) -> tuple[ladder.Step, ...]:
    """The estate's ladder."""
    row = Ladder.objects.filter(pk=estate_id).first()
    return ladder.read(row.steps) if row else ladder.DEFAULT


def _alarm(estate_id: UUID, notice: Notice, now: datetime) -> Alarm:
    """The order's alarm, rung: a new one, or the old one again after its order had been something less. One whose notice
    was written before stays as it stands."""
    order_id = UUID(notice.of["order_id"])
    fresh = {"key": notice.key, "step": 0, "began_at": now, "next_at": ladder.following(steps(estate_id), now, 0)}
    row, made = Alarm.objects.get_or_create(
        order_id=order_id, defaults={"id": uuid7(now), "estate_id": estate_id, **fresh}
    )
    if not made and row.acknowledged_at is not None and row.key != notice.key:
        Alarm.objects.filter(pk=row.pk).update(acknowledged_at=None, acknowledged_by=None, **fresh)
        row.refresh_from_db()
    return row


def _rows(estate_id: UUID, notice: Notice, alarm: Alarm | None, zone: ZoneInfo, now: datetime) -> list[Message]:
    if alarm is None and notice.severity and notice.of.get("order_id") and notice.kind in ("emergency", "escalated"):
        alarm = Alarm.objects.filter(order_id=notice.of["order_id"]).first()

    def message(channel: str, of: UUID, **more: Any) -> Message:
        return Message(
            id=uuid7(now),
            estate_id=estate_id,
            kind=notice.kind,
            severity=notice.severity,
            urgent=notice.urgent,
            alarm=alarm,
            channel=channel,
            dedupe=f"{estate_id.hex}/{notice.key}/{channel}/{of.hex}",
            payload={"words": dict(notice.words), "page": notice.page, "of": dict(notice.of)},
            created_at=now,
            **{"state": Message.State.QUEUED, "next_try_at": now, **more},
        )

    rows = [message("inapp", one, membership_id=one, state="sent", sent_at=now) for one in notice.to]
    wishes = _wishes(notice.to)
    for address in Address.objects.filter(membership_id__in=notice.to):
        wish = wishes.get((address.membership_id, "", address.channel))
        kind = wishes.get((address.membership_id, notice.kind, address.channel))
        at, digest = now, False
        if not notice.urgent:
            if kind is not None and not kind.wanted:
                continue
            hours, digest = _hours(wish), bool(wish and wish.digest)
            at = quiet.when(now, hours, digest, zone)
        rows.append(message(address.channel, address.membership_id, membership_id=address.membership_id))
        rows[-1].next_try_at, rows[-1].digest = at, digest
    rows += [message(robot.provider, robot.id, robot=robot) for robot in _robots(estate_id, notice.robots)]
    return rows


def _hours(wish: Preference | None) -> quiet.Hours | None:
    if wish is None or wish.quiet_from is None or wish.quiet_to is None:
        return None
    return quiet.Hours(wish.quiet_from, wish.quiet_to)


def _wishes(to: Iterable[UUID]) -> dict[tuple[UUID, str, str], Preference]:
    rows = Preference.objects.filter(membership_id__in=list(to))
    return {(row.membership_id, row.kind, row.channel): row for row in rows}


def _robots(estate_id: UUID, purpose: str) -> list[Robot]:
    """The robots of a purpose; without one for emergencies the others carry them."""
    if not purpose:
        return []
    rows = list(Robot.objects.filter(estate_id=estate_id, removed_at=None).order_by("id"))
    found = [row for row in rows if row.purpose == purpose]
    return found or (rows if purpose == Robot.Purpose.EMERGENCY else [])
