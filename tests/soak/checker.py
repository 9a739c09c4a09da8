"""What must hold after every kill: one tree, nothing lost, nothing doubled, no gap; at the end, no report that nobody sent.

Rebuilds the log by itself from the stored bytes, leaf by leaf as they come, and holds against that whatever was signed,
recorded, cosigned or promised. What is claimed is read before what it is held against, so that it may all go on meanwhile.
"""

from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from covenant import facts, merkle
from covenant.seal import Checkpoint as Text
from covenant.seal import Note, Proof, Receipt
from tests.soak.life import Request
from weituo.ledger import keys, proofs, publisher, record, standing, tree, witnesses
from weituo.ledger.models import Checkpoint, Fact, Leaf, Log, Pending
from weituo.witness.store import Store
from weituo.work.models import Order

CHUNK = 1000


class Broken(Exception):
    """Something that must hold does not."""


@dataclass
class Promise:
    """What a writer was told: this fact is written, the order has at least `seq` facts; the receipt and its leaf, when it
    got as far as fetching it."""

    request: Request
    seq: int
    receipt: bytes
    leaf: bytes = b""

    def stands(self, leaf: str) -> bool:
        """Whether a fact of this leaf is what was promised."""
        return leaf == self.leaf.hex() if self.receipt else True


@dataclass
class Checker:
    """Of one log and its witness's store."""

    origin: str
    store: Path
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    roots: list[bytes] = field(default_factory=lambda: [merkle.Frontier().root()])
    places: dict[UUID, bytes] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    waiting: list[Promise] = field(default_factory=list)
    tried: set[UUID] = field(default_factory=set)
    reported: set[UUID] = field(default_factory=set)
    signed: int = 0
    cosigned: int = 0
    promised: int = 0

    def promise(self, line: str) -> None:
        """A writer's line."""
        step, order, fact, seq, receipt = line.split()
        promised = b"" if receipt == "-" else b64decode(receipt)
        self.waiting.append(Promise(Request.parse(f"{step} {order} {fact}"), int(seq), promised))
        self.promised += bool(promised)

    def attempt(self, line: str) -> None:
        """Somebody begins to send this."""
        self.tried.add(Request.parse(line).fact)

    def check(self) -> None:
        """Broken, with what does not hold."""
        seen = self._seen()
        checkpoints = list(Checkpoint.objects.filter(log__origin=self.origin, size__gt=self.signed).order_by("size"))
        recorded = record.last(self.origin)
        log = Log.objects.get(origin=self.origin)
        if log.halted:
            raise Broken(f"halted: {log.halted}")
        self._read(log)
        known = keys.all_of(log)
        for row in checkpoints:
            self._checkpoint(row, known)
        if recorded is None or recorded.size < self.signed:
            raise Broken(f"the record is at {recorded}, size {self.signed} was signed")
        self._root("the record", recorded.size, recorded.root)
        if seen.root is not None:
            if seen.size > self.signed:
                raise Broken(f"the witness cosigned {seen.size}, {self.signed} was signed")
            self._root("the witness", seen.size, seen.root)
            self.cosigned = seen.size
        self._promises(known)

    def finish(self) -> None:
        """When everything has come to rest: as `check`, and whatever takes longer."""
        self.check()
        log = Log.objects.get(origin=self.origin)
        if Pending.objects.exists() or not log.size == self.signed == self.cosigned == self.frontier.size:
            raise Broken(
                f"{log.size} leaves, signed {self.signed}, cosigned {self.cosigned}, read {self.frontier.size}"
            )
        if self.waiting:
            raise Broken(f"promised and not in the log: {self.waiting[0].request}")
        if Fact.objects.count() != log.size or Leaf.objects.count() != log.size:
            raise Broken("facts without a place, or places without a fact")
        if strays := self.reported - self.tried:
            raise Broken(f"{len(strays)} reports that nobody sent, such as fact {min(strays)}")
        if wrong := standing.examine(self.origin):
            raise Broken(wrong)
        self._continues(log)
        self._rows()
        self._proofs(log)

    def _seen(self):
        store = Store(self.store)
        try:
            if why := store.halted(self.origin):
                raise Broken(f"the witness stopped: {why}")
            return store.seen(self.origin)
        finally:
            store.close()

    def _read(self, log: Log) -> None:
        """Everything up to the log's size: places without a gap, no fact twice, each order's facts a chain."""
        start = self.frontier.size
        if log.size < start:
            raise Broken(f"the log shrank from {start} to {log.size}")
        rows = Leaf.objects.filter(log=log, index__gte=start, index__lt=log.size).order_by("index")
        for index, entry in rows.values_list("index", "fact__entry").iterator(CHUNK):
            if index != self.frontier.size:
                raise Broken(f"place {self.frontier.size} is empty")
            leaf, fact = merkle.leaf_hash(bytes(entry)), facts.decode(bytes(entry), checked=False)
            if UUID(fact.id) in self.places:
                raise Broken(f"fact {fact.id} stands twice in the log")
            seq, head = self.heads.get(fact.subject, (0, None))
            if (fact.seq, fact.prev) != (seq + 1, head):
                raise Broken(f"{fact.subject}: fact {fact.seq} does not follow {seq}")
            self.heads[fact.subject] = fact.seq, leaf.hex()
            self.places[UUID(fact.id)] = leaf
            if fact.kind == "order.reported":
                self.reported.add(UUID(fact.id))
            self.frontier.append(leaf)
            self.roots.append(self.frontier.root())
        if self.frontier.size != log.size:
            raise Broken(f"place {self.frontier.size} is empty, the log says it has {log.size}")

    def _checkpoint(self, row: Checkpoint, known: list) -> None:
        note = Note.parse(row.note.encode())
        text = Text.parse(note.text)
        if not note.signed_by(known) or (text.origin, text.size) != (self.origin, row.size):
            raise Broken(f"checkpoint {row.size} is not what it should be")
        self._root("the checkpoint", text.size, text.root)
        self.signed = row.size

    def _root(self, whose: str, size: int, root: bytes) -> None:
        if size > self.frontier.size:
            raise Broken(f"{whose} has {size} leaves, the log {self.frontier.size}")
        if self.roots[size] != root:
            raise Broken(f"a fork: {whose} has another root at {size}")

    def _promises(self, known: list) -> None:
        """Each promised fact has its place with the bytes of its receipt, or is stored and waits for one."""
        left = []
        for one in self.waiting:
            if one.receipt and not one.leaf:
                one.leaf = Receipt.promised(one.receipt, known).leaf
            place = self.places.get(one.request.fact)
            if place is not None and not one.stands(place.hex()):
                raise Broken(f"{one.request}: the log has something else than was promised")
            if place is None or self.heads[f"order/{one.request.order}"][0] < one.seq:
                left.append(one)  # of a report and its dispatch the first may have its place and the second wait
        if left:
            ids = [one.request.fact for one in left]
            stored = dict(Fact.objects.filter(fact_id__in=ids).values_list("fact_id", "leaf_hash"))
            for one in left:
                if one.request.fact not in stored or not one.stands(stored[one.request.fact]):
                    raise Broken(f"promised and lost: {one.request}")
            bare = Fact.objects.filter(fact_id__in=ids, pending=None, leaf=None)
            if bare.exists():
                raise Broken(f"{bare.count()} facts neither have a place nor wait for one")
        self.waiting = left

    def _continues(self, log: Log) -> None:
        """Each checkpoint goes on from the one before, by the proofs the log itself gives; cosignatures hold."""
        old = Text(self.origin, 0, self.roots[0])
        for row in Checkpoint.objects.filter(log=log).order_by("size"):
            new = publisher.text(row)
            proof = tree.consistency(log, old.size, new.size) if old.size else []
            if old.size and not merkle.verify_consistency(old.size, new.size, proof, old.root, new.root):
                raise Broken(f"checkpoint {new.size} does not go on from {old.size}")
            old = new
            if row.cosignatures.exists():
                witnesses.policy(log).sealed(witnesses.note(row), self.origin)

    def _rows(self) -> None:
        """Orders and their facts tell the same."""
        rows = {f"order/{pk}": (seq, head) for pk, seq, head in Order.objects.values_list("pk", "seq", "head")}
        told = {subject: head for subject, head in self.heads.items() if subject.startswith("order/")}
        if rows != told:
            other = next(key for key in rows.keys() | told.keys() if rows.get(key) != told.get(key))
            raise Broken(f"{other}: the row says {rows.get(other)}, the log {told.get(other)}")

    def _proofs(self, log: Log) -> None:
        """The proof files of a hundred facts, from all over the log."""
        policy = witnesses.policy(log)
        for fact in list(self.places)[:: max(1, len(self.places) // 100)]:
            row = Fact.objects.get(fact_id=fact)
            data = proofs.proof(fact)
            if data is None:
                raise Broken(f"there is no proof of fact {fact}")
            Proof.parse(data).proven(bytes(row.entry), policy, log.origin)
