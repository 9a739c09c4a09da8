"""Who saw what of other people (`ReadLog`): noted where it is decided that they may, written when the answer goes out.

`personal` and `note` remember; `collected`, around a request, hands what was remembered to `write`. Outside a request,
as in a command, nothing is remembered. Ids only, never the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from covenant import retention
from weituo.people.models import ReadLog
from weituo.people.reads import Actor

KINDS = ("order", "words", "photo", "people", "export", "bundle", "secret", "reset", "unlock")
"""What a row is about: an order's reporter, the words of an order in a list, photos of an order, the address book, a file
taken away, an audit bundle with personal values, a secret address shown; and what was done to an account."""

CHUNK = 200

Seen = tuple[Actor, str, str]
_seen: ContextVar[set[Seen] | None] = ContextVar("weituo_reads", default=None)


@dataclass(frozen=True, slots=True)
class ReadView:
    """One row."""

    id: int
    at: datetime
    kind: str
    subject: str
    name: str
    role: str
    organisation: str


@contextmanager
def collected() -> Iterator[set[Seen]]:
    """What is noted inside."""
    found: set[Seen] = set()
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def note(actor: Actor, kind: str, subject: str) -> None:
    """The actor is being shown this. ValueError for a kind that is none."""
    if kind not in KINDS:
        raise ValueError(kind)
    seen = _seen.get()
    if seen is not None and actor.membership_id is not None:
        seen.add((actor, kind, subject[:80]))


def personal(actor: Actor, kind: str, subject: str, *, there: bool = True) -> bool:
    """Whether the actor may read residents' names, telephone numbers and words; if so, and something is `there`, that is
    noted. Whoever hands out such a value asks here and nowhere else."""
    if not actor.may("personal.read"):
        return False
    if there:
        note(actor, kind, subject)
    return True


def write(seen: Iterable[Seen], now: datetime) -> int:
    """Writes what was not written in this hour; how many rows."""
    slot = now.replace(minute=0, second=0, microsecond=0)
    rows = [_row(*one, now=now, slot=slot) for one in sorted(seen, key=lambda one: one[1:])]
    members = {row.membership_id for row in rows}
    known: set[tuple[UUID, str, str]] = set()
    for at in range(0, len(rows), CHUNK):
        subjects = [row.subject for row in rows[at : at + CHUNK]]
        found = ReadLog.objects.filter(slot=slot, membership_id__in=members, subject__in=subjects)
        known |= set(found.values_list("membership_id", "kind", "subject"))
    new = [row for row in rows if (row.membership_id, row.kind, row.subject) not in known]
    if new:
        ReadLog.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def done(actor: Actor, kind: str, subject: str, now: datetime) -> None:
    """Something was done to somebody's account: every time a row of its own, in the caller's transaction."""
    _row(actor, kind, subject, now=now, slot=now).save(force_insert=True)


def retain(*, estate_id: UUID, now: datetime) -> int:
    """Removes the rows of an estate that were kept long enough; how many."""
    with transaction.atomic():
        return ReadLog.objects.filter(estate_id=estate_id, keep_until__lte=now.date()).delete()[0]


def rows(
    estate_id: UUID,
    *,
    membership_id: UUID | None = None,
    kind: str = "",
    subject: str = "",
    since: datetime | None = None,
    before: int | None = None,
    most: int = 50,
) -> tuple[ReadView, ...]:
    """Rows of an estate, the newest first; `before` goes on after the last row of a page."""
    found = _filtered(estate_id, membership_id, kind, subject, since)
    if before is not None:
        found = found.filter(pk__lt=before)
    return tuple(_view(row) for row in found.select_related("membership__person", "membership__organisation")[:most])


def _filtered(
    estate_id: UUID, membership_id: UUID | None, kind: str, subject: str, since: datetime | None
) -> QuerySet[ReadLog]:
    found = ReadLog.objects.filter(estate_id=estate_id).order_by("-id")
    if membership_id is not None:
        found = found.filter(membership_id=membership_id)
    if kind:
        found = found.filter(kind=kind)
    if subject:
        found = found.filter(subject=subject)
    if since is not None:
        found = found.filter(at__gte=since)
    return found


def _row(actor: Actor, kind: str, subject: str, *, now: datetime, slot: datetime) -> ReadLog:
    keep = (now + timedelta(days=retention.READ)).date()
    assert actor.membership_id is not None  # `note` and the permission saw to it
    return ReadLog(
        estate_id=actor.estate_id,
        membership_id=actor.membership_id,
        kind=kind,
        subject=subject,
        at=now,
        slot=slot,
        keep_until=keep,
    )


def _view(row: ReadLog) -> ReadView:
    member = row.membership
    return ReadView(row.id, row.at, row.kind, row.subject, member.person.name, member.role, member.organisation.name_zh)
