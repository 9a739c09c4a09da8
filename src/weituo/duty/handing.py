"""交接班: written by whoever leaves, acknowledged by whoever comes, added to by notes, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from covenant.errors import Refusal
from weituo.duty.models import Handover, HandoverLine, HandoverNote
from weituo.people.reads import Actor

MOST_LINES, MOST_LINE, MOST_WORDS, MOST_NOTE = 80, 300, 1000, 500
PAGE = 30


@dataclass(frozen=True, slots=True)
class LineView:
    """One thing that is open."""

    kind: str
    words: str
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """What was added afterwards."""

    id: UUID
    words: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A hand-over. `taken_at` is None while nobody has acknowledged it."""

    id: UUID
    writer_id: UUID
    writer: str
    role: str
    party: str | None
    written_at: datetime
    words: str
    lines: tuple[LineView, ...]
    taker: str
    taken_at: datetime | None
    notes: tuple[NoteView, ...]

    @property
    def open(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.taken_at is None


def patience() -> timedelta:
    """How long a hand-over may stay unacknowledged before somebody is told (`WEITUO_HANDOVER_MINUTES`)."""
    return timedelta(minutes=settings.HANDOVER_MINUTES)


def write(
    *, actor: Actor, handover_id: UUID, lines: Sequence[LineView], words: str, now: datetime
) -> tuple[HandoverView, bool]:
    """Writes it down; True when this very request had been carried out before. Refusals duty.empty_handover,
    duty.no_such_handover for an id of somebody else's."""
    if actor.estate_id is None or actor.membership_id is None:
        raise Refusal("duty.no_such_handover")
    kept = [one for one in lines if one.words.strip()][:MOST_LINES]
    words = words.strip()[:MOST_WORDS]
    if not kept and not words:
        raise Refusal("duty.empty_handover")
    try:
        with transaction.atomic():
            Handover.objects.create(
                id=handover_id,
                estate_id=actor.estate_id,
                written_by_id=actor.membership_id,
                written_at=now,
                words=words,
            )
            HandoverLine.objects.bulk_create(
                HandoverLine(
                    handover_id=handover_id,
                    number=number,
                    kind=one.kind,
                    order_id=one.order_id,
                    words=one.words.strip()[:MOST_LINE],
                )
                for number, one in enumerate(kept)
            )
    except IntegrityError:
        known = handover(actor, handover_id)
        if known is None or known.writer_id != actor.membership_id:
            raise Refusal("duty.no_such_handover") from None
        return known, True
    made = handover(actor, handover_id)
    assert made is not None
    return made, False


def acknowledge(*, actor: Actor, handover_id: UUID, taking: UUID, now: datetime) -> tuple[HandoverView, bool]:
    """Whoever comes has read it. Refusals duty.no_such_handover, duty.own_handover, duty.already_taken with who and
    when."""
    with transaction.atomic():
        row = _mine(actor).select_for_update(of=("self",)).filter(pk=handover_id).first()
        if row is None:
            raise Refusal("duty.no_such_handover")
        if row.taken_at is not None and row.taking != taking:
            name = row.taken_by.person.name if row.taken_by else ""
            raise Refusal("duty.already_taken", who=name, when=int(row.taken_at.timestamp() * 1000))
        if row.taken_at is None:
            if row.written_by_id == actor.membership_id:
                raise Refusal("duty.own_handover")
            row.taken_by_id, row.taken_at, row.taking = actor.membership_id, now, taking
            row.save(update_fields=["taken_by", "taken_at", "taking"])
            repeated = False
        else:
            repeated = True
    done = handover(actor, handover_id)
    assert done is not None
    return done, repeated


def add_note(*, actor: Actor, handover_id: UUID, note_id: UUID, words: str, now: datetime) -> None:
    """Adds to a hand-over, acknowledged or not; the same id again changes nothing. Refusals duty.no_such_handover,
    duty.empty_handover."""
    words = words.strip()[:MOST_NOTE]
    if not words:
        raise Refusal("duty.empty_handover")
    if actor.membership_id is None or not _mine(actor).filter(pk=handover_id).exists():
        raise Refusal("duty.no_such_handover")
    HandoverNote.objects.get_or_create(
        id=note_id,
        defaults={
            "handover_id": handover_id,
            "written_by_id": actor.membership_id,
            "written_at": now,
            "words": words,
        },
    )


def handover(actor: Actor, handover_id: UUID) -> HandoverView | None:
    """One of the actor's side."""
    return next(_views(_mine(actor).filter(pk=handover_id)), None)


def last(actor: Actor) -> HandoverView | None:
    """The newest of the actor's side."""
    return next(_views(_mine(actor).order_by("-written_at", "-id")[:1]), None)


def listed(
    actor: Actor, zone: ZoneInfo, *, day: date | None = None, words: str = "", page: int = 1
) -> tuple[tuple[HandoverView, ...], bool]:
    """Those of the actor's side, the newest first: of a day, with these words; and whether there are more."""
    found = _mine(actor)
    if day is not None:
        start = datetime.combine(day, time(), zone)
        found = found.filter(written_at__gte=start, written_at__lt=start + timedelta(days=1))
    if words:
        with_line = HandoverLine.objects.filter(words__icontains=words).values("handover_id")
        with_note = HandoverNote.objects.filter(words__icontains=words).values("handover_id")
        found = found.filter(Q(words__icontains=words) | Q(pk__in=with_line) | Q(pk__in=with_note))
    first = (max(1, page) - 1) * PAGE
    views = tuple(_views(found.order_by("-written_at", "-id")[first : first + PAGE + 1]))
    return views[:PAGE], len(views) > PAGE


def unacknowledged(estate_id: UUID, since: datetime, before: datetime) -> tuple[HandoverView, ...]:
    """Written in between and acknowledged by nobody."""
    rows = Handover.objects.filter(estate_id=estate_id, taken_at=None, written_at__gt=since, written_at__lte=before)
    return tuple(_views(rows.order_by("written_at", "id")))


def _mine(actor: Actor) -> QuerySet[Handover]:
    if actor.estate_id is None or actor.party is None:
        return Handover.objects.none()
    return Handover.objects.filter(estate_id=actor.estate_id, written_by__party=actor.party)


def _views(rows: QuerySet[Handover]) -> Iterator[HandoverView]:
    wanted = rows.select_related("written_by__person", "taken_by__person")
    for row in wanted.prefetch_related("lines", "notes__written_by__person"):
        yield HandoverView(
            row.id,
            row.written_by_id,
            row.written_by.person.name,
            row.written_by.role,
            row.written_by.party,
            row.written_at,
            row.words,
            tuple(
                LineView(one.kind, one.words, one.order_id)
                for one in sorted(row.lines.all(), key=lambda one: one.number)
            ),
            row.taken_by.person.name if row.taken_by else "",
            row.taken_at,
            tuple(
                NoteView(one.id, one.words, one.written_by.person.name, one.written_at)
                for one in sorted(row.notes.all(), key=lambda one: (one.written_at, one.id))
            ),
        )
