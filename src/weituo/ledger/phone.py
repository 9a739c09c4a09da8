"""A witness that comes by itself with a telephone: what it has to check, and its line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from covenant import merkle
from covenant.errors import unusable
from weituo.ledger import publisher, tree, witnesses
from weituo.ledger.models import Checkpoint, Log


@dataclass(frozen=True, slots=True)
class Step:
    """From the checkpoint of `old` facts to the newest: the log's own note, and the proof that it goes on."""

    old: int
    size: int
    note: str
    proof: tuple[bytes, ...]


def step(estate_id: UUID, old: int) -> Step | None:
    """What comes after `old`; None before anything was signed. ValueError when the log is smaller than `old`."""
    log = Log.objects.filter(estate_id=estate_id).first()
    row = publisher.latest(log) if log else None
    if log is None or row is None:
        return None
    return Step(old, row.size, row.note, tuple(tree.consistency(log, old, row.size)))


def continues(estate_id: UUID, old: int) -> bool | None:
    """Whether the newest checkpoint goes on from that of `old` facts, as the two were signed; None without one of them."""
    log = Log.objects.filter(estate_id=estate_id).first()
    before = Checkpoint.objects.filter(log=log, size=old).first() if log and old else None
    new = publisher.latest(log) if log else None
    if log is None or before is None or new is None:
        return None
    try:
        proof = tree.consistency(log, old, new.size)
    except (ValueError, LookupError):
        return False
    return merkle.verify_consistency(old, new.size, proof, publisher.text(before).root, publisher.text(new).root)


def take(estate_id: UUID, size: int, line: str) -> bool:
    """Keeps a cosignature of the checkpoint of this size; False when it was here. Problems when there is no such
    checkpoint, or no witness of the log made the line."""
    row = Checkpoint.objects.filter(log__estate_id=estate_id, size=size).select_related("log").first()
    if row is None:
        raise unusable("cosignature", "no_checkpoint", "There is no checkpoint of this size.")
    return witnesses.take(row, line)
