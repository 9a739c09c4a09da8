"""A log's tree as it is stored: roots and proofs from a handful of tiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import Q

from covenant import merkle, tile
from weituo.ledger.models import Fact, Leaf, Log, Tile

CHUNK = 2000


def reader(log: Log, ahead: Mapping[tuple[int, int], bytes] | None = None) -> merkle.Reader:
    """The stored tree. LookupError for what is not there. `ahead` are tiles that were read already."""
    known = ahead or {}

    def tiles(level: int, number: int) -> bytes:
        if (level, number) in known:
            return known[level, number]
        found = Tile.objects.filter(log=log, level=level, number=number).values_list("hashes", flat=True).first()
        return b"" if found is None else bytes(found)

    return tile.reader(tiles)


def root(log: Log, size: int) -> bytes:
    """The root of the log's first `size` leaves."""
    return merkle.root(reader(log), size)


def inclusion(log: Log, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is among the first `size`."""
    return merkle.inclusion(reader(log, _around(log, index, size)), index, size)


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


def _around(log: Log, index: int, size: int) -> dict[tuple[int, int], bytes]:
    """The tiles above a leaf and those at the end of the tree, which a proof is made of, in one query."""
    wanted, level = Q(), 0
    while size >> tile.HEIGHT * level:
        last = ((size >> tile.HEIGHT * level) - 1) // tile.FULL
        wanted |= Q(level=level, number__in={min(last, index >> tile.HEIGHT * (level + 1)), last})
        level += 1
    rows = Tile.objects.filter(wanted, log=log).values_list("level", "number", "hashes")
    return {(level, number): bytes(hashes) for level, number, hashes in rows}


def place(fact_id: UUID) -> tuple[Log, int] | None:
    """The log and index of a fact; None while it waits."""
    row = Leaf.objects.select_related("log").filter(fact__fact_id=fact_id).first()
    return (row.log, row.index) if row else None
