"""A log's tree as it is stored: roots and proofs from a handful of tiles."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from covenant import merkle, tile
from weituo.ledger.models import Fact, Leaf, Log, Tile

CHUNK = 2000


def reader(log: Log) -> merkle.Reader:
    """The stored tree. LookupError for what is not there."""

    def tiles(level: int, number: int) -> bytes:
        found = Tile.objects.filter(log=log, level=level, number=number).values_list("hashes", flat=True).first()
        return b"" if found is None else bytes(found)

    return tile.reader(tiles)


def root(log: Log, size: int) -> bytes:
    """The root of the log's first `size` leaves."""
    return merkle.root(reader(log), size)


def inclusion(log: Log, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is among the first `size`."""
    return merkle.inclusion(reader(log), index, size)


def consistency(log: Log, old: int, new: int) -> list[bytes]:
    """The proof that the log of `old` leaves is the beginning of that of `new`."""
    return merkle.consistency(reader(log), old, new)


def entries(log: Log, start: int, end: int) -> Iterator[bytes]:
    """The stored bytes of the leaves from `start` to before `end`, in order. LookupError at the first that is missing."""
    for at in range(start, end, CHUNK):
        last = min(at + CHUNK, end)
        rows = Fact.objects.filter(leaf__log=log, leaf__index__gte=at, leaf__index__lt=last).order_by("leaf__index")
        found = at
        for index, entry in rows.values_list("leaf__index", "entry"):
            if index != found:
                break
            yield bytes(entry)
            found += 1
        if found != last:
            raise LookupError(f"leaf {found} is missing")


def place(fact_id: UUID) -> tuple[Log, int] | None:
    """The log and index of a fact; None while it waits."""
    row = Leaf.objects.select_related("log").filter(fact__fact_id=fact_id).first()
    return (row.log, row.index) if row else None
