"""Signs checkpoints: checks the stored bytes again, swaps the record outside the database, then signs.

Nothing is signed that the log before it is not the beginning of. What does not fit halts the log with a sentence; a
halted log still takes facts and gives them places, it only promises nothing about them until somebody looked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from covenant import merkle, tile
from covenant.seal import Checkpoint as Text
from weituo.ledger import keys, record, tree
from weituo.ledger.models import Checkpoint, Log, Tile


def publish(log: Log, now: datetime) -> Checkpoint | None:
    """The newly signed checkpoint; None when the log has not grown or is halted."""
    log = Log.objects.get(pk=log.pk)
    before = latest(log)
    if log.halted or (before is not None and before.size == log.size):
        return None
    reason, root = _examined(log, before)
    if reason:
        halt(log, reason)
        return None
    kept = record.last(log.origin)
    after = record.Signed(log.size, root)
    if kept != after and not record.swap(log.origin, kept, after):
        return None  # another publisher was faster; the next round sees what it signed
    note = keys.signed(Text(log.origin, log.size, root).text, keys.ensure(log, now))
    with transaction.atomic():
        row, _ = Checkpoint.objects.get_or_create(
            log=log, size=log.size, defaults={"note": note.whole.decode(), "signed_at": now}
        )
    return row


def latest(log: Log) -> Checkpoint | None:
    """The newest signed checkpoint."""
    return Checkpoint.objects.filter(log=log).order_by("-size").first()


def text(row: Checkpoint) -> Text:
    """What a checkpoint says."""
    return Text.parse(row.note.partition("\n\n")[0] + "\n")


def halt(log: Log, reason: str) -> None:
    """From now on nothing of this log is signed. The first reason stays."""
    Log.objects.filter(pk=log.pk, halted="").update(halted=reason[:400])


def release(log: Log) -> None:
    """Somebody looked and lets it go on; the same reason will halt it again if it still holds."""
    Log.objects.filter(pk=log.pk).update(halted="")


def _examined(log: Log, before: Checkpoint | None) -> tuple[str, bytes]:
    """Why this log must not be signed (empty when it may), and its root, from the stored bytes of the new leaves."""
    kept = record.last(log.origin)
    if kept is None and before is not None:
        return "The record outside the database does not know this log, but checkpoints of it were signed.", b""
    try:
        if kept is not None:
            if kept.size > log.size:
                return f"Size {kept.size} was signed, the database holds {log.size}: it is an older copy.", b""
            if tree.root(log, kept.size) != kept.root:
                return f"The first {kept.size} leaves are others than were signed.", b""
        start = before.size if before else 0
        if before is not None and text(before).root != tree.root(log, start):
            return f"The first {start} leaves are others than their checkpoint says.", b""
        root = _root(log, start)
    except LookupError as missing:
        return f"The log is not whole: {missing}.", b""
    if root != tree.root(log, log.size):
        return f"The stored bytes of leaf {_first_other(log, start)} are others than were hashed.", b""
    return "", root


def _root(log: Log, start: int) -> bytes:
    """The root with every leaf from `start` on hashed again from its stored bytes."""
    hashes = map(merkle.leaf_hash, tree.entries(log, start, log.size))
    stored = {
        (row.level, row.number): bytes(row.hashes)
        for row in Tile.objects.filter(log=log, number__in={start // tile.FULL ** (level + 1) for level in range(8)})
    }
    grown = tile.grow(hashes, start, lambda level, number: stored.get((level, number), b""))

    def tiles(level: int, number: int) -> bytes:
        if (level, number) in grown:
            return grown[level, number]
        row = Tile.objects.filter(log=log, level=level, number=number).values_list("hashes", flat=True).first()
        return b"" if row is None else bytes(row)

    return merkle.root(tile.reader(tiles), log.size)


def _first_other(log: Log, start: int) -> int:
    read = tree.reader(log)
    for offset, entry in enumerate(tree.entries(log, start, log.size)):
        if merkle.leaf_hash(entry) != read(0, start + offset):
            return start + offset
    return start
