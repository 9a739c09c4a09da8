"""From leaves to orders: what counts for a month, and what was left aside and why.

A month of a large estate is a million facts. Those of an order nearly always come in their order, so each is folded as it
is read and forgotten; one that comes early waits. Only where two facts claim the same place are the order's facts read
again and judged together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from covenant.errors import Problems
from covenant.facts import Fact, decode
from covenant.order import FINAL, OrderState
from covenant.period import Month
from covenant.records import SUBJECTS, Records, records

Marked = tuple[Fact, bytes]  # a fact and its leaf hash


class Collected:
    """The orders and other records of one agreement as known at a time. `count` facts with joint `digest`; `ignored`
    counts the rest by reason: unusable, duplicate, conflicting, after_as_of, other_subject, other_agreement,
    before_agreement, no_report, gap."""

    __slots__ = ("count", "digest", "ignored", "orders", "records")

    def __init__(
        self, orders: list[OrderState], marks: list[bytes], ignored: Counter[str], kept: Records | None = None
    ) -> None:
        marks.sort()
        self.orders = orders
        self.records = kept or Records()
        self.count = len(marks)
        self.digest = sha256(b"".join(marks)).hexdigest()
        self.ignored = dict(sorted((reason, n) for reason, n in ignored.items() if n))


class Chain:
    """One order's facts as far as they follow each other: `marks` the leaf hashes one after the other, `early` those that
    came before their turn, `last` the latest time that counts."""

    __slots__ = ("agreement", "early", "last", "marks", "order", "reported", "seq")

    def __init__(self) -> None:
        self.order: OrderState | None = None
        self.seq = 0
        self.marks = b""
        self.early: dict[int, Marked] | None = None
        self.last = 0
        self.reported = 0
        self.agreement = ""

    def take(self, fact: Fact, mark: bytes) -> bool:
        """Fold the fact if it is the next, keep it if it is early; False when its place is taken by another."""
        if fact.seq > self.seq + 1:
            if self.early is None:
                self.early = {}
            return self.early.setdefault(fact.seq, (fact, mark))[1] == mark
        if fact.seq <= self.seq or fact.prev != (self.marks[-32:].hex() or None):
            return False
        self._fold(fact, mark)
        while self.early and self.seq + 1 in self.early:
            fact, mark = self.early.pop(self.seq + 1)
            if fact.prev != self.marks[-32:].hex():
                return False
            self._fold(fact, mark)
        return True

    def _fold(self, fact: Fact, mark: bytes) -> None:
        if self.order is not None:
            self.order.apply(fact)
        elif fact.kind == "order.reported":
            self.order = OrderState(fact)
            self.reported, self.agreement = fact.at, fact.body["agreement"]
        self.seq += 1
        self.marks += mark
        self.last = max(self.last, fact.at)


def collect(
    leaves: Sequence[bytes],
    agreement: str,
    *,
    since: int,
    as_of: int,
    begins: int = 0,
    checked: bool = True,
    whole: Month | None = None,
) -> Collected:
    """Fold the leaves of an agreement's orders known at `as_of` (by `recv`), whatever their order in the file. With
    `whole` (terms/2) its other records are taken in too, but for statements of that month and later ones.

    An order whose last fact lies before `since` and which is final cannot touch the month and is left out; the digest
    covers exactly the facts of the orders kept, so a file with more history gives the same bytes.
    """
    ignored: Counter[str] = Counter()
    chains: dict[str, Chain] = {}
    others: dict[str, list[Marked]] = {}
    odd: set[str] = set()
    ids: set[int] = set()
    count = 0
    for leaf in leaves:
        fact = _known(leaf, as_of, checked, whole is not None, ignored)
        if fact is None:
            continue
        mark = sha256(b"\x00" + leaf).digest()
        if fact.subject.startswith("order/"):
            chain = chains.get(fact.subject)
            if chain is None:
                chain = chains[fact.subject] = Chain()
            if not chain.take(fact, mark):
                if mark in _cut(chain.marks):
                    ignored["duplicate"] += 1
                    continue
                odd.add(fact.subject)
        else:
            others.setdefault(fact.subject, []).append((fact, mark))
        count += 1
        ids.add(hash(fact.id))
    if len(ids) < count:  # one id twice, or two that hash alike: the facts with it are read again and compared
        odd |= _conflicting(leaves, as_of, checked, whole is not None)
    known, marks = _recorded(others.values(), agreement, since, whole, ignored)
    orders: list[OrderState] = []
    for subject, chain in chains.items():
        if subject not in odd and _counts(chain, agreement, since, begins, ignored):
            assert chain.order is not None
            orders.append(chain.order)
            marks.extend(_cut(chain.marks))
    if odd:
        again = _judged(leaves, odd, as_of, checked, ignored)
        for chain in again.values():
            if _counts(chain, agreement, since, begins, ignored):
                assert chain.order is not None
                orders.append(chain.order)
                marks.extend(_cut(chain.marks))
    orders.sort(key=lambda order: order.id)
    return Collected(orders, marks, ignored, known)


def _cut(marks: bytes) -> list[bytes]:
    return [marks[at : at + 32] for at in range(0, len(marks), 32)]


def _known(leaf: bytes, as_of: int, checked: bool, whole: bool, ignored: Counter[str]) -> Fact | None:
    """The fact, when it can be read, was known by then and is of a subject that is asked for."""
    try:
        fact = decode(leaf, checked=checked)
    except Problems:
        ignored["unusable"] += 1
        return None
    if fact.recv > as_of:
        ignored["after_as_of"] += 1
        return None
    if fact.kind.startswith("order.") or (whole and fact.subject.split("/", 1)[0] in SUBJECTS):
        return fact
    ignored["other_subject"] += 1
    return None


def _counts(chain: Chain, agreement: str, since: int, begins: int, ignored: Counter[str]) -> bool:
    """Whether the order is of the agreement and can touch the month."""
    facts = len(chain.marks) // 32
    if chain.early:
        ignored["gap"] += len(chain.early)
    if chain.order is None:
        ignored["no_report"] += facts
        return False
    if chain.agreement != agreement:
        ignored["other_agreement"] += facts
        return False
    if chain.reported < begins:
        ignored["before_agreement"] += facts
        return False
    return not (chain.order.state in FINAL and chain.last < since)


def _conflicting(leaves: Sequence[bytes], as_of: int, checked: bool, whole: bool) -> set[str]:
    """The orders in which a fact has an id that another fact has too."""
    first: dict[str, tuple[bytes, str]] = {}
    found: set[str] = set()
    for leaf in leaves:
        fact = _known(leaf, as_of, checked, whole, Counter())
        if fact is None:
            continue
        mark = sha256(b"\x00" + leaf).digest()
        known = first.setdefault(fact.id, (mark, fact.subject))
        if known[0] != mark:
            found |= {subject for subject in (fact.subject, known[1]) if subject.startswith("order/")}
    return found


def _judged(
    leaves: Sequence[bytes], odd: set[str], as_of: int, checked: bool, ignored: Counter[str]
) -> dict[str, Chain]:
    """The orders whose facts do not simply follow each other. Of two facts with one id, or for one place, the one with the
    smaller hash is kept, whatever their order in the file; what follows a gap proves nothing."""
    found: dict[str, dict[bytes, Fact]] = {subject: {} for subject in odd}
    ids: dict[str, bytes] = {}
    for leaf in leaves:
        fact = _known(leaf, as_of, checked, False, Counter())
        if fact is None:
            continue
        mark = sha256(b"\x00" + leaf).digest()
        if fact.subject in found:
            found[fact.subject][mark] = fact
        ids[fact.id] = min(mark, ids.get(fact.id, mark))
    chains: dict[str, Chain] = {}
    for subject, facts in found.items():
        chain = chains[subject] = Chain()
        rows = sorted(((fact, mark) for mark, fact in facts.items()), key=lambda row: (row[0].seq, row[1]))
        kept = [(fact, mark) for fact, mark in rows if ids[fact.id] == mark]
        ignored["conflicting"] += len(rows) - len(kept)
        for fact, mark in kept:
            if fact.seq != chain.seq + 1 or not chain.take(fact, mark):
                break
        ignored["gap"] += len(kept) - chain.seq
        chain.early = None
    return chains


def _recorded(
    chains: Iterable[list[Marked]],
    agreement: str,
    since: int,
    before: Month | None,
    ignored: Counter[str],
) -> tuple[Records, list[bytes]]:
    """The records of the agreement that can touch the month."""
    kept: list[Sequence[Fact]] = []
    marks: list[bytes] = []
    for chain in chains:
        rows = [(fact, mark) for mark, fact in {mark: fact for fact, mark in chain}.items()]
        facts = _unbroken(sorted(rows, key=lambda row: (row[0].seq, row[1])), ignored)
        if not facts:
            continue
        first: Mapping[str, object] = facts[0][0].body
        if first.get("agreement") != agreement:
            ignored["other_agreement"] += len(facts)
            continue
        if facts[0][0].kind == "statement.issued" and before and Month.parse(str(first["month"])) >= before:
            continue
        last = max(max(fact.at, fact.body.get("to", 0), fact.body.get("from", 0)) for fact, _ in facts)
        if last >= since or facts[0][0].subject.startswith(("agreement/", "statement/")):
            kept.append([fact for fact, _ in facts])
            marks.extend(mark for _, mark in facts)
    return records(kept), marks


def _unbroken(chain: list[Marked], ignored: Counter[str]) -> list[Marked]:
    """The chain up to its first gap, fork or wrong link: what follows one proves nothing."""
    kept: list[Marked] = []
    previous: str | None = None
    for fact, mark in chain:
        if fact.seq != len(kept) + 1 or fact.prev != previous:
            break
        kept.append((fact, mark))
        previous = mark.hex()
    ignored["gap"] += len(chain) - len(kept)
    return kept
