"""From leaves to orders: what counts for a month, and what was left aside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from covenant.errors import Problems
from covenant.facts import Fact, decode
from covenant.order import FINAL, OrderState, fold
from covenant.period import Month
from covenant.records import SUBJECTS, Records, records


class Collected:
    """The orders and other records of one agreement as known at a time. `count` facts with joint `digest`; `ignored`
    counts the rest by reason: unusable, duplicate, conflicting, after_as_of, other_subject, other_agreement,
    before_agreement, no_report, gap."""

    __slots__ = ("count", "digest", "ignored", "orders", "records")

    def __init__(
        self, orders: list[OrderState], count: int, digest: str, ignored: dict[str, int], kept: Records | None = None
    ) -> None:
        self.orders = orders
        self.records = kept or Records()
        self.count = count
        self.digest = digest
        self.ignored = ignored


def collect(
    leaves: Iterable[bytes],
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
    seen: dict[bytes, None] = {}
    chains: dict[str, list[tuple[Fact, bytes]]] = {}
    ids: dict[str, bytes] = {}
    for leaf in leaves:
        mark = sha256(b"\x00" + leaf).digest()
        if mark in seen:
            ignored["duplicate"] += 1
            continue
        seen[mark] = None
        try:
            fact = decode(leaf, checked=checked)
        except Problems:
            ignored["unusable"] += 1
            continue
        if fact.recv > as_of:
            ignored["after_as_of"] += 1
        elif not fact.kind.startswith("order.") and not (whole and fact.subject.split("/", 1)[0] in SUBJECTS):
            ignored["other_subject"] += 1
        elif ids.setdefault(fact.id, mark) != mark:
            ignored["conflicting"] += 1
        else:
            chains.setdefault(fact.subject, []).append((fact, mark))
    return _fold(chains, agreement, since, begins, whole, ignored)


def _recorded(
    chains: Iterable[list[tuple[Fact, bytes]]],
    agreement: str,
    since: int,
    before: Month | None,
    ignored: Counter[str],
) -> tuple[Records, list[bytes]]:
    """The records of the agreement that can touch the month."""
    kept: list[Sequence[Fact]] = []
    marks: list[bytes] = []
    for chain in chains:
        chain.sort(key=lambda pair: (pair[0].seq, pair[1]))
        facts = _unbroken(chain, ignored)
        if not facts:
            continue
        if facts[0][0].body.get("agreement") != agreement:
            ignored["other_agreement"] += len(facts)
            continue
        if facts[0][0].kind == "statement.issued" and before and Month.parse(facts[0][0].body["month"]) >= before:
            continue
        last = max(max(fact.at, fact.body.get("to", 0), fact.body.get("from", 0)) for fact, _ in facts)
        if last >= since or facts[0][0].subject.startswith("agreement/"):
            kept.append([fact for fact, _ in facts])
            marks.extend(mark for _, mark in facts)
    return records(kept), marks


def _fold(
    chains: dict[str, list[tuple[Fact, bytes]]],
    agreement: str,
    since: int,
    begins: int,
    whole: Month | None,
    ignored: Counter[str],
) -> Collected:
    orders: list[OrderState] = []
    others = [chain for subject, chain in chains.items() if not subject.startswith("order/")]
    known, marks = _recorded(others, agreement, since, whole, ignored)
    for subject, chain in chains.items():
        if not subject.startswith("order/"):
            continue
        chain.sort(key=lambda pair: (pair[0].seq, pair[1]))
        kept = _unbroken(chain, ignored)
        if not kept or kept[0][0].kind != "order.reported":
            ignored["no_report"] += len(kept)
            continue
        first = kept[0][0]
        if first.body["agreement"] != agreement:
            ignored["other_agreement"] += len(kept)
            continue
        if first.at < begins:
            ignored["before_agreement"] += len(kept)
            continue
        order = fold(fact for fact, _ in kept)
        assert order is not None
        if order.state in FINAL and max(fact.at for fact, _ in kept) < since:
            continue
        orders.append(order)
        marks.extend(mark for _, mark in kept)
    orders.sort(key=lambda order: order.id)
    marks.sort()
    return Collected(orders, len(marks), sha256(b"".join(marks)).hexdigest(), dict(sorted(ignored.items())), known)


def _unbroken(chain: list[tuple[Fact, bytes]], ignored: Counter[str]) -> list[tuple[Fact, bytes]]:
    """The chain up to its first gap, fork or wrong link: what follows one proves nothing."""
    kept: list[tuple[Fact, bytes]] = []
    previous: str | None = None
    for fact, mark in chain:
        if fact.seq != len(kept) + 1 or fact.prev != previous:
            break
        kept.append((fact, mark))
        previous = mark.hex()
    if len(kept) < len(chain):
        ignored["gap"] += len(chain) - len(kept)
    return kept
