"""What people do with notices: acknowledge, choose, enter robots and addresses. The only writers besides the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from weituo.ledger.ids import uuid7
from weituo.notice import addresses, bucket, ladder, vault
from weituo.notice.decide import KINDS
from weituo.notice.models import Address, Alarm, Feed, Ladder, Message, Preference, Robot
from weituo.people.reads import Actor

NAME = 40


def member(actor: Actor) -> UUID:
    """The actor's membership; ValueError for a reporter or the system, who have none."""
    if actor.membership_id is None:
        raise ValueError("membership")
    return actor.membership_id


def acknowledge(*, message_id: UUID, actor: Actor, now: datetime) -> bool:
    """The actor has seen it; of an emergency, everybody's ladder ends. False when it is no message of the actor's, or was
    acknowledged before."""
    with transaction.atomic():
        rows = Message.objects.filter(pk=message_id, membership_id=member(actor), channel="inapp")
        row = rows.select_for_update().first()
        if row is None or row.acknowledged_at is not None:
            return False
        rows.update(acknowledged_at=now, acknowledged_by_id=actor.membership_id)
        if row.alarm_id is not None:
            _silence(Alarm.objects.filter(pk=row.alarm_id), actor.membership_id, now)
    return True


def acknowledge_all(*, actor: Actor, now: datetime) -> int:
    """All of the actor's that are no emergency; how many."""
    rows = Message.objects.filter(membership_id=member(actor), channel="inapp", acknowledged_at=None)
    return rows.filter(alarm=None).update(acknowledged_at=now, acknowledged_by_id=actor.membership_id)


def silence(order_id: UUID, by: UUID | None, now: datetime) -> None:
    """The order's alarm is answered: somebody works at it."""
    _silence(Alarm.objects.filter(order_id=order_id), by, now)


def _silence(alarms: Any, by: UUID | None, now: datetime) -> None:
    alarms.filter(acknowledged_at=None).update(acknowledged_at=now, acknowledged_by_id=by, next_at=None)


def prefer(
    *,
    actor: Actor,
    channel: str,
    unwanted: Iterable[str],
    quiet_from: int | None,
    quiet_to: int | None,
    digest: bool,
) -> None:
    """What the actor wants by a channel: everything but the unwanted kinds, outside the quiet hours. ValueError for minutes
    that are none."""
    for one in (quiet_from, quiet_to):
        if one is not None and not 0 <= one < 1440:
            raise ValueError("minutes")
    whole = {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest": digest}
    rows = Preference.objects.filter(membership_id=member(actor), channel=channel)
    with transaction.atomic():
        rows.delete()
        off = [
            Preference(membership_id=member(actor), kind=kind, channel=channel, wanted=False)
            for kind in sorted(set(unwanted) & set(KINDS))
        ]
        Preference.objects.bulk_create(
            [Preference(membership_id=member(actor), channel=channel, **whole), *off], ignore_conflicts=True
        )


def reach(*, actor: Actor, channel: str, value: str, now: datetime) -> None:
    """Where the actor is reached by a channel; an empty value forgets it. addresses.Bad."""
    rows = Address.objects.filter(membership_id=member(actor), channel=channel)
    if not value:
        rows.delete()
        return
    kept = addresses.mail(value) if channel == "mail" else addresses.push(value)
    shown = vault.mask_mail(kept) if channel == "mail" else vault.mask(kept)
    sealed = vault.close(kept, _owner(channel, actor.membership_id))
    Address.objects.update_or_create(
        membership_id=member(actor),
        channel=channel,
        defaults={"value": sealed, "shown": shown, "added_at": now},
    )


def _owner(channel: str, membership_id: UUID | None) -> str:
    return f"{channel}/{membership_id}"


def add_robot(
    *, actor: Actor, name: str, provider: str, purpose: str, webhook: str, secret: str, now: datetime
) -> UUID:
    """A new robot of the actor's estate. addresses.Bad, ValueError for another provider or purpose."""
    if provider not in Robot.Provider.values or purpose not in Robot.Purpose.values or actor.estate_id is None:
        raise ValueError("robot")
    robot_id = uuid7(now)
    Robot.objects.create(
        id=robot_id,
        estate_id=actor.estate_id,
        name=name.strip()[:NAME] or provider,
        provider=provider,
        purpose=purpose,
        tokens_milli=bucket.CAPACITY,
        filled_at=now,
        added_at=now,
        **_sealed(robot_id, provider, webhook, secret),
    )
    return robot_id


def rotate_robot(*, actor: Actor, robot_id: UUID, webhook: str, secret: str, now: datetime) -> bool:
    """Another address and secret for a robot; False when there is none of the actor's estate. addresses.Bad."""
    row = _mine(actor, robot_id)
    if row is None:
        return False
    sealed = _sealed(row.id, row.provider, webhook, secret)
    Robot.objects.filter(pk=row.pk).update(rotated_at=now, blocked_until=None, **sealed)
    return True


def remove_robot(*, actor: Actor, robot_id: UUID, now: datetime) -> bool:
    """Takes a robot away, its credentials at once; what waited for it is given up."""
    row = _mine(actor, robot_id)
    if row is None:
        return False
    with transaction.atomic():
        Robot.objects.filter(pk=row.pk).update(removed_at=now, webhook=b"", secret=b"")
        waiting = Message.objects.filter(robot=row, state__in=("queued", "failed"))
        waiting.update(state=Message.State.DEAD, provider_code="removed")
    return True


def test_robot(*, actor: Actor, robot_id: UUID, now: datetime) -> bool:
    """Queues a test message."""
    row = _mine(actor, robot_id)
    if row is None:
        return False
    message_id = uuid7(now)
    Message.objects.create(
        id=message_id,
        estate_id=row.estate_id,
        kind="test",
        robot=row,
        channel=row.provider,
        dedupe=f"{row.estate_id.hex}/test/{message_id}",
        payload={"words": {}},
        state=Message.State.QUEUED,
        next_try_at=now,
        created_at=now,
    )
    return True


def _mine(actor: Actor, robot_id: UUID) -> Robot | None:
    if actor.estate_id is None:
        return None
    return Robot.objects.filter(pk=robot_id, estate_id=actor.estate_id, removed_at=None).first()


def _sealed(robot_id: UUID, provider: str, webhook: str, secret: str) -> Mapping[str, Any]:
    address = addresses.webhook(provider, webhook)
    return {
        "webhook": vault.close(address, f"robot/{robot_id}"),
        "secret": vault.close(secret.strip(), f"robot/{robot_id}"),
        "shown": vault.mask(address),
    }


def set_ladder(*, actor: Actor, steps: Sequence[tuple[str, int]]) -> None:
    """The steps of an emergency on the actor's estate. ValueError for what is no ladder."""
    found = ladder.read(steps)
    if actor.estate_id is None:
        raise ValueError("estate")
    Ladder.objects.update_or_create(estate_id=actor.estate_id, defaults={"steps": [list(one) for one in found]})


def open_feed(*, actor: Actor, now: datetime) -> str:
    """A new calendar address of the actor; the old ones no longer open. The secret is given once."""
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        close_feed(actor=actor, now=now)
        Feed.objects.create(id=uuid7(now), hash=hashed(secret), membership_id=member(actor), created_at=now)
    return secret


def close_feed(*, actor: Actor, now: datetime) -> None:
    """The actor's calendar address no longer opens."""
    Feed.objects.filter(membership_id=member(actor), revoked_at=None).update(revoked_at=now)


def hashed(secret: str) -> str:
    """What is kept of a feed's secret: it has 192 random bits, so a plain digest is enough."""
    return sha256(secret.encode()).hexdigest()
