"""Two fingerprints: is one picture made from the other, how, and how far apart are they?"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Literal

from PIL import Image

from weituo.engines.likeness.picture import SIDE
from weituo.engines.likeness.points import Points
from weituo.engines.likeness.prints import Fingerprint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

Kind = Literal["same", "recompressed", "cropped", "mirrored"]

WHOLE = 76
"""Bits of 256 that the hashes of two whole pictures may differ in to be looked at closer; chance gives 128 ± 8."""
NEAR = 12
"""Bits of 64 that two places may differ in to be taken for the same."""
AGREE, FEW = 3, 32
"""Places that must agree about where one picture lies in the other; one less for a picture with FEW places."""
SLACK, STRETCH = 7.0, 0.22
SCALES = 0.45, 2.2
COMMON = 0.5
"""The share of either picture that the part common to both must have."""
GRID, BLOCK = 64, 8
PLAIN = 1.5
"""Grey values a block must vary by to say anything."""
TELLING = 8
"""Blocks that must say something: a white wall is like every other."""
MEDIAN, QUARTER = 0.94, 0.84
"""What the middle one and the weaker quarter of the blocks must correlate by."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`distance` is 0 for the same picture and 1000 for nothing in common: how far the middle block's correlation is from
    one, in thousandths."""

    kind: Kind
    distance: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the second picture lies in the first: `x = scale * x2 + right`, in pixels of the grey pictures."""

    scale: float
    right: float
    down: float


def alike(a: Fingerprint, b: Fingerprint) -> Likeness | None:
    """Whether one is made from the other; None when it is not, or nothing can be said."""
    import numpy as np

    found: list[Likeness] = []
    for mirrored, whole in ((False, b.whole), (True, b.turned)):
        other = b.points.mirrored(b.width) if mirrored else b.points
        guesses = []
        if int(np.bitwise_count(a.whole ^ whole).sum()) <= WHOLE:
            guesses.append(Place(a.width / b.width, 0, 0))
        mine, theirs = np.nonzero(np.bitwise_count(a.points.bits[:, None] ^ other.bits[None, :]) <= NEAR)
        place = agreed(a.points, other, mine, theirs)
        if place:
            guesses.append(place)
        found += [one for guess in guesses if (one := judged(a, b, guess, mirrored))]
    return min(found, key=lambda one: (one.distance, one.kind == "mirrored"), default=None)


def needed(asked: Points) -> int:
    """How many places of the asked picture must agree."""
    return AGREE - 1 if len(asked) <= FEW else AGREE


def agreed(a: Points, b: Points, mine: NDArray[np.intp], theirs: NDArray[np.intp]) -> Place | None:
    """Where most pairs of places put the second picture, when enough of them agree."""
    import numpy as np

    least = needed(b)
    if len(mine) < least:
        return None
    mine, theirs = mine[:400], theirs[:400]
    scale = np.log(a.size[mine] / b.size[theirs])
    ratio = np.exp(scale)
    right = a.x[mine] - ratio * b.x[theirs]
    down = a.y[mine] - ratio * b.y[theirs]
    # hypothesis i (row) asks every pair j (column) whether it lands where i says
    off_x = a.x[mine][None, :] - ratio[:, None] * b.x[theirs][None, :] - right[:, None]
    off_y = a.y[mine][None, :] - ratio[:, None] * b.y[theirs][None, :] - down[:, None]
    fits = (
        (np.abs(off_x) < SLACK * 2) & (np.abs(off_y) < SLACK * 2) & (np.abs(scale[None, :] - scale[:, None]) < STRETCH)
    )
    best = int(fits.sum(axis=1).argmax())
    chosen = np.nonzero(fits[best])[0]
    if len(np.unique(mine[chosen])) < least or len(np.unique(theirs[chosen])) < least:
        return None
    return _fitted(a, b, mine[chosen], theirs[chosen], float(ratio[best]))


def _fitted(a: Points, b: Points, mine: NDArray[np.intp], theirs: NDArray[np.intp], ratio: float) -> Place | None:
    """Least squares over the pairs that agree; one scale, two shifts."""
    xa, ya, xb, yb = a.x[mine], a.y[mine], b.x[theirs], b.y[theirs]
    dxa, dya, dxb, dyb = xa - xa.mean(), ya - ya.mean(), xb - xb.mean(), yb - yb.mean()
    wide = float((dxb * dxb + dyb * dyb).sum())
    scale = float((dxa * dxb + dya * dyb).sum()) / wide if wide > 100 else ratio
    if not SCALES[0] <= scale <= SCALES[1] or abs(log(scale / ratio)) > 2 * STRETCH:
        return None
    return Place(scale, float(xa.mean() - scale * xb.mean()), float(ya.mean() - scale * yb.mean()))


def judged(a: Fingerprint, b: Fingerprint, guess: Place, mirrored: bool) -> Likeness | None:
    """Lay one picture over the other, move until they fit best, and compare block by block."""
    other = b.small.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else b.small
    place, blocks = guess, _blocks(a, b, other, guess)
    if blocks is None or _middle(blocks) < 0.3:
        return None
    shift, stretch = 3.0, 0.02
    for _ in range(5):
        best, moved = _mean(blocks), True
        while moved:
            moved = False
            for there in _around(place, shift, stretch):
                tried = _blocks(a, b, other, there)
                if tried is not None and _mean(tried) > best + 1e-4:
                    place, blocks, best, moved = there, tried, _mean(tried), True
        if best < 0.5:
            return None
        shift, stretch = shift / 2, stretch / 2
    ordered = sorted(blocks)
    middle, quarter = ordered[len(ordered) // 2], ordered[len(ordered) // 4]
    if middle < MEDIAN or quarter < QUARTER:
        return None
    distance = max(0, round((1 - middle) * 1000))
    return Likeness(_kind(a, b, place, mirrored, distance), distance)


def _around(place: Place, shift: float, stretch: float) -> tuple[Place, ...]:
    s, x, y = place.scale, place.right, place.down
    half = SIDE / 2 * s * stretch  # stretched about the middle, not the corner
    return (
        Place(s, x + shift, y),
        Place(s, x - shift, y),
        Place(s, x, y + shift),
        Place(s, x, y - shift),
        Place(s * (1 + stretch), x - half, y - half),
        Place(s * (1 - stretch), x + half, y + half),
    )


def common(a: Fingerprint, b: Fingerprint, place: Place) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The part common to both, as a box in each grey picture; None when it is too little of either."""
    left, top = max(0.0, place.right), max(0.0, place.down)
    right = min(float(a.width), place.right + place.scale * b.width)
    below = min(float(a.height), place.down + place.scale * b.height)
    if right <= left or below <= top:
        return None
    area = (right - left) * (below - top)
    if area < COMMON * a.width * a.height or area < COMMON * b.width * b.height * place.scale**2:
        return None
    s = place.scale
    inside = (left - place.right) / s, (top - place.down) / s, (right - place.right) / s, (below - place.down) / s
    return (left, top, right, below), inside


def _blocks(a: Fingerprint, b: Fingerprint, other: Image.Image, place: Place) -> list[float] | None:
    """The correlation of each block that says something, at a place."""
    import numpy as np

    boxes = common(a, b, place)
    if boxes is None:
        return None
    (left, top, right, below), inside = boxes
    wide, high = right - left, below - top
    longer = max(wide, high)
    cells = tuple(max(2, round(side / longer * GRID / BLOCK)) for side in (wide, high))
    size = cells[0] * BLOCK, cells[1] * BLOCK
    first, second = (
        _cut(a.small, (left, top, right, below), (a.width, a.height), size),
        _cut(other, inside, (b.width, b.height), size),
    )
    shape = cells[1], BLOCK, cells[0], BLOCK
    one = first.reshape(shape).swapaxes(1, 2).reshape(-1, BLOCK * BLOCK)
    two = second.reshape(shape).swapaxes(1, 2).reshape(-1, BLOCK * BLOCK)
    one, two = one - one.mean(axis=1, keepdims=True), two - two.mean(axis=1, keepdims=True)
    power_one, power_two = (one * one).sum(axis=1), (two * two).sum(axis=1)
    telling = np.maximum(power_one, power_two) > PLAIN**2 * BLOCK * BLOCK
    if telling.sum() < TELLING:
        return None
    found = (one * two).sum(axis=1) / np.sqrt(power_one * power_two + 1.0)
    values: list[float] = found[telling].tolist()
    return values


def _cut(picture: Image.Image, box: tuple[float, ...], of: tuple[int, int], size: tuple[int, int]) -> Array:
    import numpy as np

    across, down = picture.width / of[0], picture.height / of[1]
    part = (
        max(0.0, box[0] * across),
        max(0.0, box[1] * down),
        min(float(picture.width), box[2] * across),
        min(float(picture.height), box[3] * down),
    )
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC, box=part), np.float32)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _kind(a: Fingerprint, b: Fingerprint, place: Place, mirrored: bool, distance: int) -> Kind:
    if mirrored:
        return "mirrored"
    boxes = common(a, b, place)
    assert boxes is not None
    left, top, right, below = boxes[0]
    area = (right - left) * (below - top)
    least = min(area / (a.width * a.height), area / (b.width * b.height * place.scale**2))
    if least < 0.94:
        return "cropped"
    return "same" if distance == 0 and a.small.tobytes() == b.small.tobytes() else "recompressed"
