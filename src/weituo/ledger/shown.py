"""How well facts are proven, for a page that says it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from covenant.facts import decode
from weituo.ledger import publisher, witnesses
from weituo.ledger.models import Checkpoint, Fact, Leaf, Log

HALTED, WAITING, PLACED, SIGNED, ALONE, SEALED = "halted", "waiting", "placed", "signed", "alone", "sealed"
WORST = (HALTED, WAITING, PLACED, SIGNED, ALONE, SEALED)


@dataclass(frozen=True, slots=True)
class Cover:
    """The checkpoint that covers facts: its size, when it was signed, which of today's witnesses cosigned it when."""

    size: int
    signed_at: datetime
    voices: tuple[tuple[str, datetime], ...]
    enough: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `index` is None while it waits for its place, `cover` while no checkpoint covers it."""

    fact_id: UUID
    subject: str
    kind: str
    seq: int
    at: datetime
    actor: str
    index: int | None
    cover: Cover | None
    state: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject's facts in order. `need` of `witnesses` have to cosign; `halted` says why the log signs no more."""

    entries: tuple[Entry, ...]
    origin: str
    need: int
    witnesses: int
    halted: str

    @property
    def state(self) -> str:
        """The state of the fact that is proven least."""
        found = {entry.state for entry in self.entries}
        return next((state for state in WORST if state in found), WAITING)

    @property
    def covers(self) -> tuple[tuple[Cover, tuple[Entry, ...]], ...]:
        """Each checkpoint with the facts it covers, the oldest first."""
        found = sorted({entry.cover for entry in self.entries if entry.cover}, key=lambda cover: cover.size)
        return tuple((cover, tuple(one for one in self.entries if one.cover == cover)) for cover in found)


@dataclass(frozen=True, slots=True)
class Head:
    """A log's newest checkpoint: what was signed, and the note with everybody's signatures."""

    size: int
    root: bytes
    signed_at: datetime
    note: bytes
    voices: tuple[tuple[str, datetime], ...]


def subject(estate_id: UUID, name: str) -> Subject:
    """The facts of a subject of this estate; without any when there is no such subject."""
    log = Log.objects.filter(estate_id=estate_id).first()
    return Subject(
        _entries(log, Fact.objects.filter(estate_id=estate_id, subject=name).order_by("seq")),
        log.origin if log else "",
        log.quorum if log else 0,
        len(witnesses.present(log)) if log else 0,
        log.halted if log else "",
    )


def told(estate_id: UUID, kinds: Iterable[str]) -> tuple[tuple[Entry, Mapping[str, Any]], ...]:
    """An estate's facts of these kinds in the order they were written, each with what it says."""
    log = Log.objects.filter(estate_id=estate_id).first()
    rows = Fact.objects.filter(estate_id=estate_id, kind__in=list(kinds)).order_by("id")
    data = dict(rows.values_list("fact_id", "entry"))
    return tuple((one, decode(bytes(data[one.fact_id]), checked=False).body) for one in _entries(log, rows))


def head(estate_id: UUID) -> Head | None:
    """The newest checkpoint of an estate's log; None before anything was signed."""
    log = Log.objects.filter(estate_id=estate_id).first()
    row = publisher.latest(log) if log else None
    if log is None or row is None:
        return None
    return Head(row.size, publisher.text(row).root, row.signed_at, witnesses.note(row), _cover(log, row).voices)


def entry(estate_id: UUID, name: str, fact_id: UUID) -> bytes | None:
    """The stored bytes of one fact of a subject."""
    return entries(estate_id, name, fact_id).get(fact_id)


def entries(estate_id: UUID, name: str, fact_id: UUID | None = None) -> Mapping[UUID, bytes]:
    """The stored bytes of a subject's facts, by fact."""
    rows = Fact.objects.filter(estate_id=estate_id, subject=name).order_by("seq")
    if fact_id is not None:
        rows = rows.filter(fact_id=fact_id)
    return {found: bytes(data) for found, data in rows.values_list("fact_id", "entry")}


def policy(estate_id: UUID) -> str:
    """Who must have signed the estate's log, as a file; empty before the log is begun or has a key."""
    log = Log.objects.filter(estate_id=estate_id).first()
    if log is None or not log.keys.exists():
        return ""
    return witnesses.policy(log).text


def one(log: Log, found: QuerySet[Fact]) -> Entry | None:
    """The first of these facts of a log."""
    return next(iter(_entries(log, found[:1])), None)


def _entries(log: Log | None, found: QuerySet[Fact]) -> tuple[Entry, ...]:
    rows = list(found.values_list("pk", "fact_id", "subject", "kind", "seq", "at", "actor"))
    if log is None:
        return tuple(_entry(row[1:], None, [], None) for row in rows)
    leaves = Leaf.objects.filter(log=log, fact_id__in=[row[0] for row in rows])
    places = dict(leaves.values_list("fact_id", "index"))
    covers = [_cover(log, row) for row in witnesses.covering(log)]
    return tuple(_entry(row[1:], places.get(row[0]), covers, log) for row in rows)


def _entry(
    row: tuple[UUID, str, str, int, datetime, str], index: int | None, covers: list[Cover], log: Log | None
) -> Entry:
    fact_id, subject, kind, seq, at, actor = row
    cover = next((one for one in covers if index is not None and one.size > index), None)
    return Entry(fact_id, subject, kind, seq, at, actor, index, cover, _state(index, cover, log))


def _state(index: int | None, cover: Cover | None, log: Log | None) -> str:
    if cover is not None and cover.enough:
        return SEALED if log is not None and log.quorum else ALONE
    if log is not None and log.halted:
        return HALTED
    if cover is not None:
        return SIGNED
    return WAITING if index is None else PLACED


def _cover(log: Log, row: Checkpoint) -> Cover:
    mine = row.cosignatures.filter(witness__removed_at=None).order_by("pk")
    voices = tuple(mine.values_list("witness__name", "stamped_at"))
    return Cover(row.size, row.signed_at, voices, len(voices) >= log.quorum)
