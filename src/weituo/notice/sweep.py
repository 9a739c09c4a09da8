"""What follows from time alone: half of the time used, overdue, nobody sent, the next step of a ladder, trouble of the
ledger or of a robot. Each is told once, by its key, however often it is looked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from weituo.duty import handing
from weituo.estate import reads as estates
from weituo.ledger.models import Log, Witness
from weituo.ledger.time import ms
from weituo.notice import calls, decide, gather, ladder, outbox
from weituo.notice.decide import EMERGENCY, Notice, People
from weituo.notice.models import Alarm, Message
from weituo.people.roles import Role
from weituo.work.models import Dispatching, Order
from weituo.work.reads import names

DAY = timedelta(days=1)
"""What was due longer ago is told by the pages."""
AGAIN = timedelta(minutes=15)
"""From the top of the ladder on it is told again and again."""
SILENT = timedelta(hours=1)
"""A witness may be unreachable so long."""
RUNNING = ("reported", "assigned", "taken", "arrived")


def sweep(now: datetime) -> int:
    """Everything once; how many messages were written."""
    count = 0
    for estate in estates.estates():
        notices = [
            *orders(estate.id, now),
            *calls.open_calls(estate.id, now),
            *handovers(estate.id, now),
            *trouble(estate.id, now),
        ]
        count += outbox.tell(estate.id, notices, gather.zone(estate.id), now)
    return count + climb(now)


def orders(estate_id: UUID, now: datetime) -> list[Notice]:
    """What the open orders of an estate lead to at `now`."""
    people = gather.people(estate_id, now)
    fresh = Q(respond_due__gt=now - DAY, arrived_at=None) | Q(repair_due__gt=now - DAY) | Q(reported_at__gt=now - DAY)
    rows = Order.objects.filter(fresh, estate_id=estate_id, is_open=True, state__in=RUNNING)
    found: list[Notice] = []
    offers = _offers(estate_id, now)
    for row, order in gather.orders(rows.select_related(*names.RELATED)):
        for clock, due in _clocks(row):
            if now - DAY < due <= now:
                found.append(decide.overdue(order, people, clock, ms(due)))
            elif due > now and row.reported_at + (due - row.reported_at) / 2 <= now:
                found.append(decide.half(order, people, clock, ms(due)))
        if row.state == "reported" and row.assignee_id is None and row.reported_at > now - DAY:
            minutes = int((now - row.reported_at).total_seconds() // 60)
            if row.pk in offers:
                found.append(decide.offered(order, people, offers[row.pk]))
            found += decide.unassigned(order, people, minutes, offered=row.pk in offers)
    return found


def _offers(estate_id: UUID, now: datetime) -> dict[UUID, list[str]]:
    """Orders left to whoever takes them, with the pseudonyms of those who may."""
    rows = Dispatching.objects.filter(
        estate_id=estate_id, mode="offer", made_at__gt=now - DAY, order__is_open=True, order__assignee=None
    )
    return {
        order: [one["crew"][0] for one in candidates if not one["against"]]
        for order, candidates in rows.values_list("order_id", "candidates")
    }


def _clocks(row: Order) -> list[tuple[str, datetime]]:
    """The clocks that run: to arrival, then to completion. While the order is paused none does."""
    if row.arrived_at is None and row.respond_due is not None:
        return [("respond", row.respond_due)]
    return [("repair", row.repair_due)] if row.repair_due is not None and not row.paused else []


def handovers(estate_id: UUID, now: datetime) -> list[Notice]:
    """Hand-overs that nobody has acknowledged in time: to the supervisor, after twice the time to the manager. Those of a
    contractor's people go to its manager first."""
    patience = handing.patience()
    if not patience:
        return []
    found = []
    people: People | None = None
    for one in handing.unacknowledged(estate_id, now - DAY, now - patience):
        people = people or gather.people(estate_id, now)
        for step in (1, 2):
            if one.written_at + step * patience <= now:
                minutes = int(step * patience.total_seconds() // 60)
                found.append(decide.left(one.id, step, one.party, one.writer, minutes, people))
    return found


def trouble(estate_id: UUID, now: datetime) -> list[Notice]:
    """Halted logs, witnesses that do not confirm, robots that deliver nothing. Once a day while it lasts."""
    people, day = gather.people(estate_id, now), now.date().isoformat()
    found = []
    mine = Q(estate_id=estate_id) | Q(estate_id=None)
    for log in Log.objects.filter(mine).exclude(halted=""):
        found.append(decide.trust(f"trust/log/{log.pk}/{day}", people, "halted", log.origin))
    late = Q(seen_at=None, added_at__lt=now - SILENT) | Q(seen_at__lt=now - SILENT)
    for one in Witness.objects.filter(late, log__estate_id=estate_id, removed_at=None).exclude(trouble=""):
        found.append(decide.trust(f"trust/witness/{one.pk}/{day}", people, "witness", one.name))
    return found + _dead(estate_id, people, day, now)


def _dead(estate_id: UUID, people: People, day: str, now: datetime) -> list[Notice]:
    rows = Message.objects.filter(
        estate_id=estate_id, state=Message.State.DEAD, created_at__gt=now - DAY, robot__isnull=False
    )
    to = people.of(Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR)
    return [
        Notice(
            "trust", f"trust/robot/{robot_id}/{day}", to, words={"what": "robot", "name": name}, page="office:robots"
        )
        for robot_id, name in rows.order_by().values_list("robot_id", "robot__name").distinct()
    ]


def climb(now: datetime) -> int:
    """The steps of all ladders that are due; how many messages. Each alarm is a transaction of its own."""
    count = 0
    due = Alarm.objects.filter(acknowledged_at=None, next_at__lte=now).order_by("next_at")
    for alarm_id in list(due.values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
            if alarm.acknowledged_at is None and alarm.next_at is not None and alarm.next_at <= now:
                count += _climb(alarm, now)
    return count


def _climb(alarm: Alarm, now: datetime) -> int:
    row = gather.row(alarm.estate_id, alarm.order_id)
    if row is None or row.severity != EMERGENCY or row.state not in RUNNING[:2]:
        # somebody works at it, or it is none any more; the fact that says so ends the alarm
        Alarm.objects.filter(pk=alarm.pk).update(next_at=now + AGAIN)
        return 0
    order, people = gather.order(row), gather.people(alarm.estate_id, now)
    steps = outbox.steps(alarm.estate_id)
    found = []
    climbed = alarm.step
    for step in ladder.due(steps, alarm.began_at, climbed, now):
        climbed += 1
        found.append(decide.climbed(order, people, alarm.key, climbed, step.role, step.minutes))
    if not found:  # at the top
        climbed += 1
        minutes = int((now - alarm.began_at).total_seconds() // 60)
        for one in steps:
            found.append(decide.climbed(order, people, alarm.key, climbed, one.role, max(1, minutes)))
    following = ladder.following(steps, alarm.began_at, climbed) or now + AGAIN
    Alarm.objects.filter(pk=alarm.pk).update(step=climbed, next_at=following)
    return outbox.tell(alarm.estate_id, found, gather.zone(alarm.estate_id), now)
