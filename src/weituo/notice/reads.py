"""Questions about notices. Frozen answers, in the words of the language in use; no credential ever comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation

from weituo.notice import gather, outbox, quiet
from weituo.notice.actions import hashed, member
from weituo.notice.channels import ways
from weituo.notice.models import Address, Alarm, Feed, Message, Preference, Robot
from weituo.notice.words import say
from weituo.people import reads as people
from weituo.people.reads import Actor

PAGE = 50
MANY = 99
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the inbox. `alarm` is open, or says who answered; it is None for everything else."""

    id: UUID
    kind: str
    title: str
    body: str
    path: str
    urgent: bool
    at: datetime
    acknowledged_at: datetime | None
    alarm: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class RobotView:
    """A robot as a screen shows it."""

    id: UUID
    name: str
    provider: str
    purpose: str
    shown: str
    signed: bool
    blocked_until: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the log: to whom, by what, how it stands and what the provider said."""

    id: UUID
    title: str
    to: str
    channel: str
    state: str
    attempts: int
    code: str
    text: str
    at: datetime
    sent_at: datetime | None
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose for a channel. `shown` is the masked address, empty when there is none."""

    channel: str
    ready: bool
    shown: str
    unwanted: frozenset[str]
    hours: quiet.Hours | None
    digest: bool


def unread(actor: Actor) -> int:
    """How many messages the actor has not acknowledged, at most MANY + 1. One query over a partial index."""
    if actor.membership_id is None:
        return 0
    rows = Message.objects.filter(membership_id=actor.membership_id, channel="inapp", acknowledged_at=None)
    return rows.order_by()[: MANY + 1].count()


def inbox(actor: Actor, *, number: int = 1) -> tuple[tuple[Entry, ...], bool]:
    """A page of the actor's messages, unread first, the newest first; whether there is another."""
    rows = Message.objects.filter(membership_id=member(actor), channel="inapp").select_related(
        "alarm__acknowledged_by__person"
    )
    start = (number - 1) * PAGE
    wanted = list(rows.order_by("-created_at", "-id")[start : start + PAGE + 1])
    zone = _zone(actor)
    return tuple(_entry(row, zone) for row in wanted[:PAGE]), len(wanted) > PAGE


def _entry(row: Message, zone: ZoneInfo) -> Entry:
    said = say(row.kind, row.payload, zone, translation.get_language() or "zh-hans")
    alarm, by = "", ""
    if row.alarm is not None:
        alarm = "open" if row.alarm.acknowledged_at is None else "answered"
        by = row.alarm.acknowledged_by.person.name if row.alarm.acknowledged_by else ""
    return Entry(
        row.id,
        row.kind,
        said.title,
        said.body,
        said.path,
        row.urgent,
        row.created_at,
        row.acknowledged_at,
        alarm,
        by,
    )


def alarms(actor: Actor) -> frozenset[UUID]:
    """The orders of the actor's estate whose emergency nobody has acknowledged."""
    rows = (
        Alarm.objects.filter(estate_id=actor.estate_id, acknowledged_at=None)
        if actor.estate_id
        else Alarm.objects.none()
    )
    return frozenset(rows.values_list("order_id", flat=True))


def robots(actor: Actor) -> tuple[RobotView, ...]:
    """The robots of the actor's estate."""
    if actor.estate_id is None:
        return ()
    rows = Robot.objects.filter(estate_id=actor.estate_id, removed_at=None).order_by("purpose", "name", "id")
    return tuple(
        RobotView(
            row.id,
            row.name,
            row.provider,
            row.purpose,
            row.shown,
            len(bytes(row.secret)) > 12 + 16,  # nonce and tag of an empty one
            row.blocked_until,
            row.rotated_at or row.added_at,
        )
        for row in rows
    )


def log(actor: Actor, *, most: int = PAGE) -> tuple[Sent, ...]:
    """What left the house for the actor's estate, the newest first. Without the inbox."""
    if actor.estate_id is None:
        return ()
    rows = Message.objects.filter(estate_id=actor.estate_id).exclude(channel="inapp")
    zone, language = _zone(actor), translation.get_language() or "zh-hans"
    found = rows.select_related("robot", "membership__person").order_by("-created_at", "-id")[:most]
    return tuple(
        Sent(
            row.id,
            say(row.kind, row.payload, zone, language).title,
            row.robot.name if row.robot else (row.membership.person.name if row.membership else ""),
            row.channel,
            row.state,
            row.attempts,
            row.provider_code,
            row.provider_text,
            row.created_at,
            row.sent_at,
            row.next_try_at,
        )
        for row in found
    )


def wishes(actor: Actor) -> tuple[Wish, ...]:
    """What the actor chose for mail and push."""
    mine = member(actor)
    shown = dict(Address.objects.filter(membership_id=mine).values_list("channel", "shown"))
    rows = list(Preference.objects.filter(membership_id=mine))
    found = []
    for channel in ways.PERSONAL:
        whole = next((row for row in rows if row.channel == channel and not row.kind), None)
        off = frozenset(row.kind for row in rows if row.channel == channel and row.kind and not row.wanted)
        hours = None
        if whole is not None and whole.quiet_from is not None and whole.quiet_to is not None:
            hours = quiet.Hours(whole.quiet_from, whole.quiet_to)
        digest = bool(whole and whole.digest)
        found.append(Wish(channel, ways.ready(channel), shown.get(channel, ""), off, hours, digest))
    return tuple(found)


def ladder_of(actor: Actor) -> Iterable[tuple[str, int]]:
    """The steps of the estate's ladder."""
    return outbox.steps(actor.estate_id) if actor.estate_id else ()


def has_feed(actor: Actor) -> datetime | None:
    """Since when the actor has a calendar address."""
    rows = Feed.objects.filter(membership_id=member(actor), revoked_at=None)
    return rows.values_list("created_at", flat=True).first()


def feed_actor(secret: str, now: datetime) -> Actor | None:
    """Whose calendar it is; None for an unknown or revoked address, or a membership that ended."""
    rows = Feed.objects.filter(hash=hashed(secret), revoked_at=None)
    found = rows.values_list("membership_id", flat=True).first()
    return people.actor(found, now) if found else None


def counts(now: datetime) -> dict[str, int]:
    """How many wait, left and were given up in the last day, and how many emergencies nobody has answered."""
    away = Message.objects.exclude(channel="inapp")
    return {
        "waiting": away.filter(state__in=("queued", "failed", "leased")).count(),
        "sent": away.filter(state="sent", sent_at__gt=now - DAY).count(),
        "dead": away.filter(state="dead", created_at__gt=now - DAY).count(),
        "alarms": Alarm.objects.filter(acknowledged_at=None).count(),
    }


def _zone(actor: Actor) -> ZoneInfo:
    return gather.zone(actor.estate_id) if actor.estate_id else ZoneInfo("Asia/Shanghai")
