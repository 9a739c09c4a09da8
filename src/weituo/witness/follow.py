"""A witness without an address: it goes to the log by itself, again and again.

Each time: the log's checkpoint, every entry it does not have yet, the root rebuilt from the entries themselves and compared
with what was seen before; then it signs, hands the cosignature in, and keeps the files. It may be killed at any moment:
what it signed is in the store, and files are hashed again before they are believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from covenant import merkle, tile
from covenant.errors import Problems
from covenant.seal import Checkpoint, Note
from covenant.tile import Tile
from weituo.witness import evidence
from weituo.witness.answers import Conflict, Refused
from weituo.witness.cosign import Cosigner
from weituo.witness.mirror import Mirror, width
from weituo.witness.published import Published, Trouble
from weituo.witness.store import Seen

LARGEST = 1 << 24  # entries; a log of an estate has some hundred thousand
LONGEST_WAIT = 3600.0  # seconds
GREW, SAME, OLDER, FORKED, HALTED = "grew", "same", "older", "forked", "halted"

Source = Callable[[Tile], list[bytes]]


class Outcome(NamedTuple):
    """What one look at the log gave: `kind` is one of the words above, `size` the size it has or showed. `problem` says why
    a cosignature was not handed in, `evidence` where the two notes are, `entry` which is the first that differs."""

    kind: str
    size: int
    problem: Trouble | None = None
    evidence: Path | None = None
    entry: int | None = None

    @property
    def final(self) -> bool:
        """Whether nothing will be signed any more until somebody has looked."""
        return self.kind in (FORKED, HALTED)


class _Tree(NamedTuple):
    """A tree rebuilt from entries: leaf hashes from `start` on, its root, the root at an earlier size; `whole` is the
    tree up to its last full tile."""

    start: int
    leaves: list[bytes]
    root: bytes
    earlier: bytes | None
    whole: merkle.Frontier


class Follower:
    """Follows the log `origin`, whose keys the cosigner's store trusts. `clock` gives seconds UTC."""

    def __init__(
        self, published: Published, origin: str, cosigner: Cosigner, mirror: Mirror, clock: Callable[[], int]
    ) -> None:
        self.published, self.origin, self.cosigner = published, origin, cosigner
        self.store, self.mirror, self.clock = cosigner.store, mirror, clock
        self._whole = merkle.Frontier()

    def once(self) -> Outcome:
        """Looks at the log. Trouble when nothing can be said this time."""
        try:
            return self._look()
        except (OSError, sqlite3.Error) as error:
            raise Trouble("storage", str(error)) from error

    def _look(self) -> Outcome:
        seen = self.store.seen(self.origin)
        if self.store.halted(self.origin):
            return Outcome(HALTED, seen.size)
        data = self.published.checkpoint()
        note, shown = self._checked(data)
        if seen.root is not None and shown.size < seen.size:
            return self._older(data, shown, seen)
        if seen.root is not None and shown.size == seen.size:
            if shown.root != seen.root:
                return self._forked(data, shown, seen)
            return Outcome(SAME, shown.size, self._hand_in())
        if not self._rebuild(shown, seen):
            return self._forked(data, shown, seen)
        self._sign(note, seen.size, shown.size)
        return Outcome(GREW, shown.size, self._hand_in())

    def _checked(self, data: bytes) -> tuple[Note, Checkpoint]:
        try:
            note = Note.parse(data)
            signed = note.signed_by(self.store.keys(self.origin))
            shown = Checkpoint.parse(note.text)
        except Problems as problems:
            raise Trouble("bad_checkpoint", str(problems)) from None
        if shown.origin != self.origin:
            raise Trouble("other_log", shown.origin)
        if not signed:
            raise Trouble("not_signed")
        if shown.size > LARGEST:
            raise Trouble("too_large", str(shown.size))
        return note, shown

    # ── the tree ──────────────────────────────────────────────────────────

    def _rebuild(self, shown: Checkpoint, seen: Seen) -> bool:
        """Brings the mirror to the size shown. False when the log's entries give the root shown and not the one seen
        before: then it has two trees, and the mirror stays as it was."""
        tree = self._tree(shown.size, seen.size, self._whole, self._kept_or_fetched)
        if not _fits(tree, shown, seen):
            self._whole = merkle.Frontier()
            self.mirror.forget(seen.size)
            tree = self._tree(shown.size, seen.size, merkle.Frontier(), self.published.entries)
            if tree.root != shown.root:
                raise Trouble("wrong_entries", str(shown.size))
            if not _fits(tree, shown, seen):
                return False
            tree = self._tree(shown.size, seen.size, merkle.Frontier(), self._fetched)  # our copy was damaged
            if not _fits(tree, shown, seen):
                raise Trouble("wrong_entries", str(shown.size))
        self._keep_hashes(tree, shown.size)
        self._whole = tree.whole
        return True

    def _tree(self, size: int, earlier: int, whole: merkle.Frontier, source: Source) -> _Tree:
        start = whole.size if whole.size <= earlier else 0
        grown = _copy(whole) if start == whole.size else merkle.Frontier()
        kept, leaves = _copy(grown), []
        at_earlier = grown.root() if grown.size == earlier else None
        for one in _bundles(start, size):
            for entry in source(one):
                leaf = merkle.leaf_hash(entry)
                leaves.append(leaf)
                grown.append(leaf)
                if grown.size == earlier:
                    at_earlier = grown.root()
            if one.width == tile.FULL:
                kept = _copy(grown)
        return _Tree(start, leaves, grown.root(), at_earlier, kept)

    def _kept_or_fetched(self, one: Tile) -> list[bytes]:
        found = self.mirror.entries(one)
        return self._fetched(one) if found is None else found

    def _fetched(self, one: Tile) -> list[bytes]:
        found = self.published.entries(one)
        self.mirror.write(one.path, tile.pack(found))
        return found

    def _keep_hashes(self, tree: _Tree, size: int) -> None:
        """Checks the log's tiles of hashes against what its entries give, and keeps them."""

        def last(level: int, number: int) -> bytes:
            held = (tree.start >> tile.HEIGHT * level) - number * tile.FULL
            return self.mirror.hashes(Tile(level, number, held)) or b""

        try:
            changed = tile.grow(tree.leaves, tree.start, last)
        except LookupError:
            self._whole = merkle.Frontier()  # next time from the beginning
            raise Trouble("mirror", str(self.mirror.folder)) from None
        for (level, number), data in changed.items():
            one = Tile(level, number, len(data) // merkle.WIDTH)
            if self.mirror.hashes(one) != data:
                if self.published.hashes(one) != data:
                    raise Trouble("wrong_tile", one.path)
                self.mirror.write(one.path, data)

    # ── what follows ──────────────────────────────────────────────────────

    def _sign(self, note: Note, old: int, size: int) -> None:
        try:
            proof = merkle.consistency(self.mirror.reader(size), old, size)
            self.cosigner.cosign(old, proof, note, self.clock())
        except (LookupError, Refused, Conflict) as error:
            self._whole = merkle.Frontier()
            raise Trouble("mirror", str(error)) from None
        self.mirror.write("checkpoint", self.store.seen(self.origin).note or b"")
        self.mirror.tidy(size)

    def _hand_in(self) -> Trouble | None:
        """Gives the log the newest cosignature, unless it has it."""
        seen = self.store.seen(self.origin)
        if seen.note is None or self.store.handed(self.origin) >= seen.size:
            return None
        own = self.cosigner.signer.key
        [mine] = [one for one in Note.parse(seen.note).signatures if (one.name, one.key) == (own.name, own.id)]
        try:
            self.published.hand_in(mine.line)
        except Trouble as trouble:
            return trouble
        self.store.hand(self.origin, seen.size)
        return None

    def _older(self, data: bytes, shown: Checkpoint, seen: Seen) -> Outcome:
        """The log shows less than before: an old copy of itself, or another tree. Our own entries tell."""
        try:
            tree = self._tree(seen.size, shown.size, merkle.Frontier(), self._kept)
        except LookupError:
            return Outcome(OLDER, shown.size)
        if tree.root == seen.root and tree.earlier != shown.root:
            return self._forked(data, shown, seen)
        return Outcome(OLDER, shown.size)

    def _kept(self, one: Tile) -> list[bytes]:
        found = self.mirror.entries(one)
        if found is None:
            raise LookupError(one.path)
        return found

    def _forked(self, data: bytes, shown: Checkpoint, seen: Seen) -> Outcome:
        """Keeps both notes, signs nothing more."""
        entry = self._difference(shown, seen)
        try:
            path = evidence.keep(self.cosigner.folder, seen.note or b"", data, found=self.clock(), index=entry)
        finally:
            self.store.halt(self.origin, f"two trees: {seen.size} {shown.size}")
        return Outcome(FORKED, shown.size, evidence=path, entry=entry)

    def _difference(self, shown: Checkpoint, seen: Seen) -> int | None:
        """The first entry that is another here than what the log gives now, as far as that can be found out."""
        with suppress(Trouble):
            for one in _bundles(0, min(shown.size, seen.size)):
                first = one.number * tile.FULL
                ours = self.mirror.entries(one)
                theirs = self.published.entries(one._replace(width=width(None, one.number, shown.size)))
                for number, (their, our) in enumerate(zip(theirs, ours or [], strict=False), first):
                    if their != our:
                        return number
        return None


def run(
    once: Callable[[], Outcome],
    say: Callable[[Outcome | Trouble], None],
    wait: Callable[[float], bool],
    every: float,
) -> Outcome | None:
    """Looks every so many seconds, rarer and rarer while there is trouble, until `wait` says that it is over (None) or the
    log has two trees."""
    failed = 0
    while True:
        found: Outcome | Trouble
        try:
            found = once()
        except Trouble as trouble:
            found = trouble
        say(found)
        if isinstance(found, Outcome) and found.final:
            return found
        failed = failed + 1 if isinstance(found, Trouble) or found.problem else 0
        if wait(max(every, min(LONGEST_WAIT, every * 2 ** min(failed, 16)))):
            return None


def _fits(tree: _Tree, shown: Checkpoint, seen: Seen) -> bool:
    return tree.root == shown.root and (seen.root is None or tree.earlier == seen.root)


def _copy(frontier: merkle.Frontier) -> merkle.Frontier:
    copied = merkle.Frontier()
    copied.size, copied.peaks = frontier.size, list(frontier.peaks)
    return copied


def _bundles(start: int, size: int) -> Iterator[Tile]:
    """The tiles of entries from `start`, which begins one, to the end of a log of this size."""
    for number in range(start // tile.FULL, -(-size // tile.FULL)):
        yield Tile(None, number, min(tile.FULL, size - number * tile.FULL))
