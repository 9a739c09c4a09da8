"""Takes what is due out of the outbox and sends it. A row is leased before it leaves and settled after; whoever is killed
between leaves a lease that runs out, and the row is tried again.

Urgent ones go first, one at a time. Routine to one recipient goes together when several wait.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from weituo.notice import bucket, gather, vault
from weituo.notice.channels import ways
from weituo.notice.channels.outcome import Item, Outcome, Result
from weituo.notice.models import Address, Message, Robot
from weituo.notice.words import ZH, say

LEASE = timedelta(minutes=2)
TOGETHER = 20
"""At most so many notices in one message."""
FIRST, LONGEST = timedelta(seconds=15), timedelta(hours=1)
URGENT_LONGEST = timedelta(minutes=1)
TRIES, URGENT_TRIES = 8, 60
PUT_OFF = 500
"""Rows moved in one go."""
DUE = ("queued", "failed")

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lot:
    """Leased rows that leave as one message."""

    lease: str
    rows: tuple[Message, ...]


def round_(clock: Clock, transport: httpx.BaseTransport | None = None, most: int = 50) -> int:
    """Sends what is due, lot after lot; how many lots left. Each is chosen anew, so an emergency waits for one at most."""
    sweep(clock())
    for count in range(most):
        lot = lease(clock())
        if lot is None:
            return count
        settle(lot, _tried(lot, clock(), transport), clock())
    return most


def sweep(now: datetime) -> int:
    """Gives back what was leased by somebody who was killed. Whether it was sent is not known: it is tried again."""
    found = Message.objects.filter(state=Message.State.LEASED, lease_until__lte=now)
    if not found.exists():
        return 0
    with transaction.atomic():
        lost = _free(found)
        rows = Message.objects.filter(pk__in=list(lost.values_list("pk", flat=True)[:PUT_OFF]))
        return rows.update(
            state=Message.State.FAILED, lease="", lease_until=None, next_try_at=now, provider_code="interrupted"
        )


def lease(now: datetime) -> Lot | None:
    """The next lot, leased; None when nothing is due. What a robot may not take now is put off and does not stand in the
    way of others."""
    while Message.objects.filter(state__in=DUE, next_try_at__lte=now).exists():
        with transaction.atomic():
            first = _due(now).order_by("-urgent", "next_try_at", "pk").first()
            if first is None:
                return None
            rows = _lot(first, now)
            wait = _take(first.robot_id, first.urgent, now) if first.robot_id else None
            if wait is None:
                mark = secrets.token_hex(8)
                Message.objects.filter(pk__in=[row.pk for row in rows]).update(
                    state=Message.State.LEASED, lease=mark, lease_until=now + LEASE, attempts=F("attempts") + 1
                )
                return Lot(mark, tuple(rows))
            # only rows nobody else holds: who waits for another's rows while holding the robot would stand in its way
            same = _due(now).filter(robot=first.robot_id, urgent=first.urgent).values_list("pk", flat=True)
            Message.objects.filter(pk__in=list(same[:PUT_OFF])).update(next_try_at=now + wait)
    return None


def _due(now: datetime) -> QuerySet[Message]:
    return _free(Message.objects.filter(state__in=DUE, next_try_at__lte=now))


def _free(found: QuerySet[Message]) -> QuerySet[Message]:
    """Those no other process holds, locked."""
    if connection.features.has_select_for_update_skip_locked:
        return found.select_for_update(skip_locked=True, of=("self",))
    return found.select_for_update()


def _lot(first: Message, now: datetime) -> list[Message]:
    """The row alone when it is urgent; else with what else waits for the same recipient."""
    if first.urgent or first.kind == "test":
        return [first]
    same = Q(robot=first.robot_id) if first.robot_id else Q(membership=first.membership_id, channel=first.channel)
    others = _due(now).filter(same, urgent=False).exclude(kind="test").exclude(pk=first.pk)
    return [first, *others.order_by("next_try_at", "pk")[: TOGETHER - 1]]


def _take(robot_id: UUID, urgent: bool, now: datetime) -> timedelta | None:
    """One message's worth of a robot's rate; how long to wait when there is none."""
    robot = Robot.objects.select_for_update().get(pk=robot_id)
    if robot.blocked_until is not None and robot.blocked_until > now:
        return robot.blocked_until - now
    level, wait = bucket.take(bucket.Level(robot.tokens_milli, robot.filled_at), now, urgent=urgent)
    if wait is None:
        Robot.objects.filter(pk=robot_id).update(tokens_milli=level.tokens, filled_at=level.at)
    return wait


def _tried(lot: Lot, now: datetime, transport: httpx.BaseTransport | None) -> Outcome:
    """As `deliver`. A row that makes the program fail is tried a few times and given up: it must not hold up the others."""
    try:
        return deliver(lot, now, transport)
    except DatabaseError:
        raise
    except Exception:
        log.exception("a message by %s cannot be sent", lot.rows[0].channel)
        return Outcome(Result.LATER, "error")


def deliver(lot: Lot, now: datetime, transport: httpx.BaseTransport | None = None) -> Outcome:
    """Sends a lot, outside any transaction."""
    first = lot.rows[0]
    zone = gather.zone(first.estate_id)
    try:
        if first.robot_id is not None:
            robot = Robot.objects.get(pk=first.robot_id)
            if robot.removed_at is not None:
                return Outcome(Result.NEVER, "removed")
            owner = f"robot/{robot.id}"
            webhook, secret = vault.open_(robot.webhook, owner), vault.open_(robot.secret, owner)
            with override(ZH):
                link = _("Open")
            return ways.to_robot(robot.provider, webhook, secret, items(lot.rows, zone, ZH), link, now, transport)
        address = Address.objects.filter(membership=first.membership_id, channel=first.channel).first()
        if address is None:
            return Outcome(Result.NEVER, "removed")
        value = vault.open_(address.value, f"{first.channel}/{first.membership_id}")
        person = first.membership.person if first.membership else None
        said = items(lot.rows, zone, (person.language if person else "") or ZH)
        return ways.to_person(first.channel, value, said, str(first.pk))
    except vault.Unreadable as error:
        return Outcome(Result.NEVER, "unreadable", str(error))


def items(rows: Sequence[Message], zone: ZoneInfo, language: str) -> list[Item]:
    """The rows in words."""
    said = [say(row.kind, row.payload, zone, language) for row in rows]
    return [Item(one.title, one.body, one.url) for one in said]


def settle(lot: Lot, outcome: Outcome, now: datetime) -> None:
    """Writes down what came of a lot, where this lease still holds."""
    with transaction.atomic():
        rows = Message.objects.filter(lease=lot.lease, state=Message.State.LEASED)
        told = {
            "lease": "",
            "lease_until": None,
            "provider_code": outcome.code[:40],
            "provider_text": outcome.text[:200],
        }
        if outcome.result is Result.SENT:
            rows.update(state=Message.State.SENT, sent_at=now, **told)
            return
        if outcome.result is Result.BLOCKED and lot.rows[0].robot_id is not None:
            Robot.objects.filter(pk=lot.rows[0].robot_id).update(blocked_until=now + outcome.wait)
            # the provider took nothing: this was no try of the message
            rows.update(state=Message.State.FAILED, attempts=F("attempts") - 1, next_try_at=now + outcome.wait, **told)
            return
        for row in rows:
            over = row.attempts >= (URGENT_TRIES if row.urgent else TRIES)
            dead = outcome.result is Result.NEVER or over
            Message.objects.filter(pk=row.pk, lease=lot.lease).update(
                state=Message.State.DEAD if dead else Message.State.FAILED,
                next_try_at=now + backoff(row.attempts, row.urgent),
                **told,
            )


def backoff(attempts: int, urgent: bool) -> timedelta:
    """How long to wait after so many tries: twice as long each time, at most an hour; a minute for an emergency."""
    wait: timedelta = FIRST * (1 << min(max(attempts - 1, 0), 12))
    return min(wait, URGENT_LONGEST if urgent else LONGEST)
