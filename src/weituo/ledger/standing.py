"""How the logs stand, for whoever looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant import merkle
from covenant.errors import Problems
from covenant.facts import decode
from covenant.seal import Checkpoint as Text
from weituo.anchor.receipt import AnchorReceipt
from weituo.ledger import keys, publisher, record, tree, witnesses
from weituo.ledger.models import Checkpoint, Fact, Log, Pending
from weituo.ledger.time import instant


@dataclass(frozen=True, slots=True)
class Voice:
    """A witness: up to where it cosigned and when; `trouble` is why it does not."""

    name: str
    party: str
    vkey: str
    url: str
    size: int
    seen_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One log. `signed` is the newest checkpoint's size, `sealed` that of the newest enough witnesses cosigned."""

    origin: str
    estate_id: UUID | None
    size: int
    waiting: int
    waiting_since: datetime | None
    signed: int
    signed_at: datetime | None
    sealed: int
    sealed_at: datetime | None
    quorum: int
    witnesses: tuple[Voice, ...]
    keys: tuple[str, ...]
    halted: str


def logs() -> tuple[Standing, ...]:
    """Every log, the log of checkpoints last."""
    return tuple(_standing(row) for row in Log.objects.order_by("estate_id", "pk"))


def of_estate(estate_id: UUID) -> Standing | None:
    """An estate's log; None before its first fact had its place."""
    row = Log.objects.filter(estate_id=estate_id).first()
    return _standing(row) if row else None


def checkpoints(origin: str, limit: int = 20) -> list[tuple[int, datetime, int]]:
    """The newest checkpoints: size, when signed, how many cosigned."""
    rows = Checkpoint.objects.filter(log__origin=origin).order_by("-size")[:limit]
    return [(row.size, row.signed_at, row.cosignatures.count()) for row in rows]


@dataclass(frozen=True, slots=True)
class Anchored:
    """What stands outside about a log: up to which size, since when, where (`rfc3161` or `evm`)."""

    size: int
    at: datetime
    kind: str


def anchors(origin: str, limit: int = 5) -> list[Anchored]:
    """The newest anchors the log tells of."""
    rows = Fact.objects.filter(leaf__log__origin=origin, kind="log.anchored").order_by("-pk")[:limit]
    found = []
    for entry in rows.values_list("entry", flat=True):
        body = decode(bytes(entry), checked=False).body
        receipt = AnchorReceipt.of(body["receipt"])
        found.append(Anchored(Text.parse(body["checkpoint"]).size, instant(receipt.place.time), receipt.kind))
    return found


def examine(origin: str) -> str:
    """What is wrong with a log when every stored byte is hashed again: the first difference, empty when there is none."""
    log = Log.objects.get(origin=origin)
    signed = list(Checkpoint.objects.filter(log=log).order_by("size"))
    due = {row.size: row for row in signed}
    read, hashes = tree.reader(log), merkle.Frontier()
    try:
        for entry in tree.entries(log, 0, log.size):
            leaf = merkle.leaf_hash(entry)
            if leaf != read(0, hashes.size):
                return f"Leaf {hashes.size} has other bytes than were hashed."
            hashes.append(leaf)
            if hashes.size in due and (wrong := _other(log, due[hashes.size], hashes.root())):
                return wrong
    except LookupError as missing:
        return f"The log is not whole: {missing}."
    if signed and signed[-1].size > log.size:
        return f"Size {signed[-1].size} was signed, {log.size} are here."
    kept = record.last(origin)
    if signed and kept != record.Signed(signed[-1].size, publisher.text(signed[-1]).root):
        return "The record outside the database is another than the newest checkpoint."
    if log.estate_id is None:
        return ""
    bare = Fact.objects.filter(leaf=None, pending=None, estate_id=log.estate_id).count()
    return f"{bare} facts neither have a place nor wait for one." if bare else ""


def _other(log: Log, row: Checkpoint, root: bytes) -> str:
    if publisher.text(row).root != root:
        return f"The first {row.size} leaves are others than checkpoint {row.size} says."
    try:
        witnesses.policy(log)._replace(quorum="none").sealed(row.note.encode(), log.origin)
    except Problems as problems:
        return f"Checkpoint {row.size}: {problems}."
    return ""


def _standing(row: Log) -> Standing:
    signed, sealed = publisher.latest(row), witnesses.sealed(row)
    waiting = Pending.objects.filter(origin=row.origin)
    return Standing(
        row.origin,
        row.estate_id,
        row.size,
        waiting.count(),
        waiting.order_by("fact_id").values_list("fact__recv", flat=True).first(),
        signed.size if signed else 0,
        signed.signed_at if signed else None,
        sealed.size if sealed else 0,
        sealed.signed_at if sealed else None,
        row.quorum,
        tuple(
            Voice(one.name, one.party, one.vkey, one.url, one.size, one.seen_at, one.trouble)
            for one in witnesses.present(row)
        ),
        tuple(key.line for key in keys.all_of(row)),
        row.halted,
    )
