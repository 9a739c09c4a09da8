"""A log as it is handed out: under its newest checkpoint that enough witnesses cosigned, else its newest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from covenant import merkle
from covenant import tile as tiles
from covenant.facts import decode
from weituo.ledger import publisher, tree, witnesses
from weituo.ledger.models import Checkpoint, Disclosure, Fact, Log, Tile


@dataclass(frozen=True, slots=True)
class Export:
    """The log's name, its size and note under one checkpoint; `row` is its id."""

    row: int
    origin: str
    size: int
    note: bytes


def newest(estate_id: UUID) -> Export | None:
    """What can be handed out of an estate's log; None before anything was signed."""
    log = Log.objects.filter(estate_id=estate_id).first()
    return _export(log) if log else None


def of_origin(origin: str) -> Export | None:
    """The same by the log's name."""
    log = Log.objects.filter(origin=origin).first()
    return _export(log) if log else None


def newest_signed(log: Log) -> Export | None:
    """What a witness is shown: the newest checkpoint, whoever cosigned it."""
    row = publisher.latest(log)
    return Export(log.pk, log.origin, row.size, witnesses.note(row)) if row else None


def tile(log: Export, one: tiles.Tile) -> bytes:
    """A tile of hashes or entries under this checkpoint. LookupError where it is not, or not that wide."""
    reach = log.size >> (tiles.HEIGHT * (one.level or 0))
    first = one.number * tiles.FULL
    if first + one.width > reach or (one.level or 0) > 7:
        raise LookupError("beyond the checkpoint")
    if one.level is not None:
        return hashes(log, one)
    return tiles.pack(tree.entries(Log.objects.get(pk=log.row), first, first + one.width))


def _export(log: Log) -> Export | None:
    row = witnesses.sealed(log) or publisher.latest(log)
    return Export(log.pk, log.origin, row.size, witnesses.note(row)) if row else None


def earlier(log: Export) -> Iterator[tuple[int, bytes]]:
    """The last checkpoint of each day before it, with its cosignatures."""
    days: dict[object, Checkpoint] = {}
    for row in Checkpoint.objects.filter(log_id=log.row, size__lt=log.size, size__gt=0).order_by("size"):
        days[row.signed_at.date()] = row
    for row in days.values():
        yield row.size, witnesses.note(row)


def entries(log: Export) -> Iterator[bytes]:
    """The stored bytes of every leaf."""
    return tree.entries(Log.objects.get(pk=log.row), 0, log.size)


def hashes(log: Export, one: tiles.Tile) -> bytes:
    """A tile of hashes, as wide as it is under this checkpoint."""
    found = Tile.objects.filter(log_id=log.row, level=one.level or 0, number=one.number)
    data = found.values_list("hashes", flat=True).first()
    return bytes(data or b"")[: one.width * merkle.WIDTH]


def bodies(log: Export, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
    """What the facts of these kinds say, as far as the checkpoint covers them."""
    rows = Fact.objects.filter(kind__in=kinds, leaf__log=log.row, leaf__index__lt=log.size).order_by("leaf__index")
    return [decode(bytes(entry), checked=False).body for entry in rows.values_list("entry", flat=True)]


def disclosures(log: Export) -> Iterator[tuple[str, str, str, str]]:
    """Fact, name, salt and value of every personal value that is still there."""
    covered = Fact.objects.filter(leaf__log=log.row, leaf__index__lt=log.size).values("fact_id")
    rows = Disclosure.objects.filter(fact_id__in=covered).order_by("pk")
    for fact_id, name, salt, value in rows.values_list("fact_id", "name", "salt", "value").iterator(2000):
        yield str(fact_id), name, salt, value
