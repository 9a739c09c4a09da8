"""What somebody brings: a receipt, a proof, a checkpoint or a fact, held against the log as it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant import merkle
from covenant.errors import Problems, unusable
from covenant.seal import ED25519, Note, Proof, Receipt
from covenant.seal import Checkpoint as Text
from covenant.seal.proof import HEAD
from covenant.seal.receipt import DELAY, END
from weituo.ledger import keys, shown, tree, witnesses
from weituo.ledger.models import Fact, Log
from weituo.ledger.time import instant, ms

RECEIPT, PROOF, CHECKPOINT, FACT = "receipt", "proof", "checkpoint", "fact"
KEPT, WAITING, LATE, BROKEN = "kept", "waiting", "late", "broken"
OTHER_LOG, NOT_OURS, AHEAD, OTHER_TREE, OTHER_LEAF, UNKNOWN = (
    "other_log", "not_ours", "ahead", "other_tree", "other_leaf", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What the paper is and how it stands. `fact` is the fact it is about, `size` and `voices` what it says was signed;
    `taken` when a receipt says it was taken."""

    paper: str
    code: str
    fact: shown.Entry | None = None
    size: int = 0
    voices: tuple[str, ...] = ()
    enough: bool = True
    taken: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether the log holds what the paper says."""
        return self.code == KEPT


def examine(estate_id: UUID, data: bytes, now: datetime) -> Found:
    """Problems when it is none of the four, or damaged."""
    log = Log.objects.filter(estate_id=estate_id).first()
    if log is None:
        raise unusable("file", "no_log", "Nothing has been recorded yet.")
    if data.startswith(HEAD.encode()):
        return _proof(log, Proof.parse(data))
    if data.startswith(b"{"):
        fact = _fact(log, merkle.leaf_hash(data))
        return Found(FACT, _standing(fact) if fact else UNKNOWN, fact)
    note = Note.parse(data)
    if note.text.partition("\n")[0].endswith(END):
        return _receipt(log, data, now)
    return _checkpoint(log, note)


def _receipt(log: Log, data: bytes, now: datetime) -> Found:
    promised = Receipt.parse(Note.parse(data).text)
    taken = instant(promised.taken)
    if promised.origin != log.origin:
        return Found(RECEIPT, OTHER_LOG, taken=taken)
    try:
        Receipt.promised(data, keys.all_of(log))
    except Problems:
        return Found(RECEIPT, NOT_OURS, taken=taken)
    fact = _fact(log, promised.leaf)
    if fact is None:
        return Found(RECEIPT, BROKEN, taken=taken)
    code = _standing(fact)
    if code == WAITING and ms(now) - promised.taken > DELAY:
        code = LATE
    return Found(RECEIPT, code, fact, taken=taken)


def _proof(log: Log, proof: Proof) -> Found:
    found = _checkpoint(log, Note.parse(proof.note), PROOF)
    if found.code != KEPT:
        return found
    if proof.index >= found.size:
        return Found(PROOF, OTHER_LEAF, size=found.size)
    leaf = tree.reader(log)(0, proof.index)
    root = tree.root(log, found.size)
    fact = _fact(log, leaf)
    if fact is None or not merkle.verify_inclusion(leaf, proof.index, found.size, proof.hashes, root):
        return Found(PROOF, OTHER_LEAF, size=found.size)
    return Found(PROOF, KEPT, fact, found.size, found.voices, found.enough)


def _checkpoint(log: Log, note: Note, paper: str = CHECKPOINT) -> Found:
    text = Text.parse(note.text)
    if text.origin != log.origin:
        return Found(paper, OTHER_LOG, size=text.size)
    policy = witnesses.policy(log)
    try:
        signed = note.signed_by([*policy.logs, *policy.witnesses.values()])
    except Problems:
        return Found(paper, NOT_OURS, size=text.size)
    if not any(key.kind == ED25519 for key in signed):
        return Found(paper, NOT_OURS, size=text.size)
    if text.size > log.size:
        return Found(paper, AHEAD, size=text.size)
    if tree.root(log, text.size) != text.root:
        return Found(paper, OTHER_TREE, size=text.size)
    names = {row.vkey: row.name for row in witnesses.present(log)}
    voices = tuple(names[key.line] for key in signed if key.line in names)
    enough = policy.satisfied({name for name, key in policy.witnesses.items() if key in signed})
    return Found(paper, KEPT, None, text.size, voices, enough)


def _standing(fact: shown.Entry) -> str:
    return KEPT if fact.cover is not None else WAITING


def _fact(log: Log, leaf: bytes) -> shown.Entry | None:
    rows = Fact.objects.filter(leaf_hash=leaf.hex())
    return shown.one(log, rows.filter(estate_id=log.estate_id) if log.estate_id else rows.none())
