"""The log of a bundle: every leaf, checked against the checkpoint that others signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from covenant import merkle, tile
from covenant.bundle.archive import FILES, Archive
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.errors import Problems, unusable
from covenant.facts import Fact, decode
from covenant.seal import Checkpoint, Note, Policy, Sealed

CLOCK = 5_000  # ms by which a clock may go back or be ahead of a witness's


@dataclass(frozen=True, slots=True)
class Read:
    """The leaves in their order, the same as facts, the checkpoint they stand under, and when enough witnesses had seen
    it (seconds UTC; 0: none did)."""

    sealed: Sealed
    seen: int
    entries: Sequence[bytes]
    facts: Sequence[Fact]
    hashes: Sequence[bytes]


def read(archive: Archive, policy: Policy, report: Report, used: set[str]) -> Read | None:
    """Everything about the log; None when it is broken, which the report says. Problems for files that are none."""
    used.add("checkpoint")
    sealed = policy.sealed(archive.read("checkpoint"))
    size = sealed.checkpoint.size
    if size > FILES * tile.FULL:  # before anything counts up to it
        raise unusable("checkpoint", "too_large", f"A log of {size} entries does not fit into a bundle.")
    used.update(one.path for one in tile.of_log(size) if one.level is None)
    hashes = [merkle.leaf_hash(entry) for entry in _entries(archive, size)]
    root = merkle.root_of(hashes)
    if root != sealed.checkpoint.root:
        wrong = _first_other(archive, hashes, sealed.checkpoint.root)
        report.add(BROKEN, "root", "The entries are not those the checkpoint was signed over.", wrong)
        return None
    origin = sealed.checkpoint.origin
    if not _tiles(archive, hashes, report, used) or not _earlier(archive, policy, origin, hashes, report, used):
        return None
    report.add(PROVEN, "log", f"All {size} entries are those of the log {origin}, none left out or added.")
    _voices(sealed, policy, report)
    entries = list(_entries(archive, size))  # kept only now: what nobody signed may fill any memory
    if any(merkle.leaf_hash(entry) != leaf for entry, leaf in zip(entries, hashes, strict=True)):
        raise unusable("bundle", "damaged", "It was changed while it was read.")
    seen = policy.since(sealed.witnesses)
    facts = _facts(entries, origin, seen if sealed.witnesses else None, report)
    return None if facts is None else Read(sealed, seen, entries, facts, hashes)


def _entries(archive: Archive, size: int) -> Iterator[bytes]:
    for one in tile.of_log(size):
        if one.level is None:
            yield from tile.unpack(archive.read(one.path), one.width)


def _first_other(archive: Archive, hashes: Sequence[bytes], root: bytes) -> int | None:
    """The first entry that is not what the bundle's own tiles say, where these have the signed root."""

    def tiles(level: int, number: int) -> bytes:
        for one in tile.of_log(len(hashes)):
            if (one.level, one.number) == (level, number):
                return archive.read(one.path)
        return b""

    told = tile.reader(tiles)
    try:
        if merkle.root(told, len(hashes)) != root:
            return None
        return next((at for at, leaf in enumerate(hashes) if told(0, at) != leaf), None)
    except (Problems, LookupError):
        return None


def _tiles(archive: Archive, hashes: Sequence[bytes], report: Report, used: set[str]) -> bool:
    """The tiles of hashes are optional, for other tools; those there are must be right."""
    grown = tile.grow(hashes, 0, lambda level, number: b"")
    for one in tile.of_log(len(hashes)):
        if one.level is None or one.path not in archive:
            continue
        used.add(one.path)
        if archive.read(one.path) != grown[one.level, one.number]:
            report.add(BROKEN, "tile", f"{one.path} holds other hashes than its entries have.")
            return False
    return True


def _earlier(
    archive: Archive, policy: Policy, origin: str, hashes: Sequence[bytes], report: Report, used: set[str]
) -> bool:
    due: dict[int, Checkpoint] = {}
    for name in archive.names("checkpoints/"):
        used.add(name)
        note = Note.parse(archive.read(name))
        found = Checkpoint.parse(note.text)
        signed = note.signed_by([*policy.logs, *policy.witnesses.values()])
        by_log = any(key.name == found.origin and key in policy.logs for key in signed)
        if not by_log or found.origin != origin or name != f"checkpoints/{found.size}":
            report.add(BROKEN, "checkpoint", f"{name} is not signed by this log, or is of another size.")
            return False
        if found.size > len(hashes):
            report.add(BROKEN, "truncated", f"The log itself signed {found.size} entries; here are {len(hashes)}.")
            return False
        due[found.size] = found
    growing = merkle.Frontier()
    for leaf in hashes:
        growing.append(leaf)
        one = due.get(growing.size)
        if one is not None and one.root != growing.root():
            report.add(
                BROKEN,
                "two_logs",
                f"The log signed two histories of {one.size} entries: checkpoints/{one.size} proves the fraud.",
            )
            return False
    if due:
        report.add(PROVEN, "earlier", f"{len(due)} earlier checkpoints are beginnings of the same log.")
    return True


def _voices(sealed: Sealed, policy: Policy, report: Report) -> None:
    if sealed.witnesses:
        report.add(
            PROVEN, "witnesses", f"Cosigned by {', '.join(sealed.witnesses)}; the policy asks for {policy.quorum!r}."
        )
    else:
        report.add(OPEN, "no_witness", "No witness cosigned it, and the policy asks for none: only the log vouches.")


def _facts(entries: Sequence[bytes], origin: str, seen: int | None, report: Report) -> list[Fact] | None:
    """Each entry as a fact of this log; the order of each subject; the clocks."""
    facts: list[Fact] = []
    ids: set[str] = set()
    heads: dict[str, tuple[int, str]] = {}
    newest = back = 0
    for at, entry in enumerate(entries):
        try:
            fact = decode(entry)
        except Problems as problems:
            report.add(BROKEN, "entry", f"An entry is no fact: {problems.problems[0]}", at)
            return None
        seq, prev = heads.get(fact.subject, (0, None))
        if fact.log != origin:
            report.add(BROKEN, "other_log", f"A fact of the log {fact.log} stands in this one.", at)
        elif fact.id in ids:
            report.add(BROKEN, "same_id", f"The fact {fact.id} stands in the log twice.", at)
        elif fact.seq != seq + 1 or fact.prev != prev:
            report.add(BROKEN, "chain", f"Fact {fact.seq} of {fact.subject} does not follow its fact {seq}.", at)
        else:
            facts.append(fact)
            ids.add(fact.id)
            heads[fact.subject] = (fact.seq, merkle.leaf_hash(entry).hex())
            back += fact.recv < newest - CLOCK
            newest = max(newest, fact.recv)
            continue
        return None
    report.add(PROVEN, "chains", f"The facts of each of {len(heads)} subjects follow one another without a gap.")
    if back:
        report.add(OPEN, "clock_back", f"{back} facts were taken more than 5 s before one with a smaller place.")
    if seen is not None and newest > seen * 1000 + CLOCK:
        report.add(BROKEN, "clock_ahead", "A fact says it was taken after the witnesses saw it.")
        return None
    return facts
