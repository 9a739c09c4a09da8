"""Which of very many fingerprints are like one, without comparing each.

All whole-picture hashes are compared at once, packed. The places' 64 bits are cut into four bands of 16: two places that
differ in few bits share a band, and a sorted band is looked up. What agrees about a position is then compared closely.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from weituo.engines.likeness.compare import NEAR, WHOLE, Likeness, Place, agreed, judged, needed
from weituo.engines.likeness.points import Points
from weituo.engines.likeness.prints import Fingerprint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)

BANDS = 4
CLOSELY = 24
"""At most so many are compared closely for each of the two sides."""
CROWD = 4_000
"""A band value shared by more places than this says nothing."""
TAIL = 512
"""So many new ones are looked through one by one before the bands are sorted again."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """One found, with how it is alike."""

    key: Key
    likeness: Likeness


@dataclass(slots=True)
class _Part:
    """Places of many pictures in one row, with the bands sorted (`order`, `start`) or not at all."""

    owner: NDArray[np.int32]
    points: Points
    order: list[NDArray[np.int32]]
    start: list[NDArray[np.int64]]


class Index(Generic[Key]):
    """Fingerprints by key. `load` gives one back for the close comparison: the index itself keeps about 1.6 KiB of each."""

    def __init__(self, load: Callable[[Key], Fingerprint]) -> None:
        self._load = load
        self._keys: list[Key] = []
        self._whole: list[Any] = []
        self._new: list[tuple[int, Points]] = []
        self._sorted: _Part | None = None
        self._packed: Any = None

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key, print_: Fingerprint) -> None:
        """Put one in; nothing of it but bits and places is kept."""
        self._new.append((len(self._keys), print_.points))
        self._keys.append(key)
        self._whole.append(print_.whole)

    def extend(self, many: Iterable[tuple[Key, Fingerprint]]) -> None:
        """Put many in."""
        for key, print_ in many:
            self.add(key, print_)

    def search(self, print_: Fingerprint, *, leave: Callable[[Key], bool] = lambda key: False) -> list[Match[Key]]:
        """Those alike, the nearest first. `leave(key)` says which to leave out before they are compared closely."""
        if not self._keys:
            return []
        if len(self._new) > TAIL:
            self._sort()
        found: dict[int, Likeness] = {}
        for mirrored in (False, True):
            for owner, place in self._candidates(print_, mirrored, leave):
                one = judged(self._load(self._keys[owner]), print_, place, mirrored)
                if one and (owner not in found or one.distance < found[owner].distance):
                    found[owner] = one
        matches = [Match(self._keys[owner], one) for owner, one in found.items()]
        return sorted(matches, key=lambda match: match.likeness.distance)

    def _candidates(self, print_: Fingerprint, mirrored: bool, leave: Callable[[Key], bool]) -> list[tuple[int, Place]]:
        """Pictures to compare closely, each with where the asked one would lie in it."""
        import numpy as np

        if self._packed is None or len(self._packed) != len(self._keys):
            self._packed = np.stack(self._whole)
        whole = print_.turned if mirrored else print_.whole
        far = np.bitwise_count(self._packed ^ whole).sum(axis=1, dtype=np.int32)
        near = np.nonzero(far <= WHOLE)[0]
        out: list[tuple[int, Place]] = []
        for owner in near[np.argsort(far[near], kind="stable")].tolist():
            if not leave(self._keys[owner]):
                width = self._load(self._keys[owner]).width
                out.append((owner, Place(width / print_.width, 0, 0)))
                if len(out) == CLOSELY:
                    break
        asked = print_.points.mirrored(print_.width) if mirrored else print_.points
        tail = self._part(self._new, sort=False) if self._new else None
        for part in (self._sorted, tail):
            if part is not None:
                out += self._placed(part, asked, leave)
        return out

    def _placed(self, part: _Part, asked: Points, leave: Callable[[Key], bool]) -> list[tuple[int, Place]]:
        import numpy as np

        theirs, mine = _pairs(part, asked)
        owner = part.owner[theirs]
        order = np.argsort(owner, kind="stable")
        owner, theirs, mine = owner[order], theirs[order], mine[order]
        names, begin, count = np.unique(owner, return_index=True, return_counts=True)
        enough = np.nonzero(count >= needed(asked))[0]
        enough = enough[np.argsort(-count[enough], kind="stable")]
        out = []
        for one in enough[: 40 * CLOSELY].tolist():
            if leave(self._keys[int(names[one])]):
                continue
            span = slice(int(begin[one]), int(begin[one] + count[one]))
            place = agreed(part.points, asked, theirs[span], mine[span])
            if place:
                out.append((int(names[one]), place))
                if len(out) == CLOSELY:
                    break
        return out

    def _sort(self) -> None:
        """Take the new ones into the sorted bands."""
        self._sorted = self._part(self._new, sort=True, before=self._sorted)
        self._new = []

    def _part(self, rows: list[tuple[int, Points]], *, sort: bool, before: _Part | None = None) -> _Part:
        import numpy as np

        owner = np.repeat(np.array([at for at, _ in rows], np.int32), [len(places) for _, places in rows])
        parts = [places for _, places in rows]
        if before is not None:
            owner, parts = np.concatenate([before.owner, owner]), [before.points, *parts]
        joined = Points(
            np.concatenate([one.x for one in parts]),
            np.concatenate([one.y for one in parts]),
            np.concatenate([one.size for one in parts]),
            np.concatenate([one.bits for one in parts]),
        )
        part = _Part(owner, joined, [], [])
        for band in range(BANDS) if sort else ():
            values = _band(joined.bits, band)
            part.order.append(np.argsort(values, kind="stable").astype(np.int32))
            part.start.append(np.concatenate([[0], np.bincount(values, minlength=1 << 16).cumsum()]))
        return part


def _band(bits: NDArray[np.uint64], band: int) -> NDArray[np.uint16]:
    """Every fourth bit, so that each band has some of every frequency."""
    import numpy as np

    values = np.zeros(len(bits), np.uint16)
    for at in range(16):
        values |= ((bits >> np.uint64(at * BANDS + band)) & np.uint64(1)).astype(np.uint16) << np.uint16(at)
    return values


def _pairs(part: _Part, asked: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of places, theirs and mine, that differ in few bits."""
    import numpy as np

    if not part.order:
        theirs, mine = np.nonzero(np.bitwise_count(part.points.bits[:, None] ^ asked.bits[None, :]) <= NEAR)
        return theirs, mine
    codes = []
    for band in range(BANDS):
        values = _band(asked.bits, band)
        first, last = part.start[band][values], part.start[band][values.astype(np.int64) + 1]
        for at, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if low < high <= low + CROWD:
                codes.append(part.order[band][low:high].astype(np.int64) * 64 + at)
    if not codes:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    pairs = np.unique(np.concatenate(codes))
    theirs, mine = pairs // 64, pairs % 64
    near = np.bitwise_count(part.points.bits[theirs] ^ asked.bits[mine]) <= NEAR
    return theirs[near], mine[near]
