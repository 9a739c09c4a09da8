"""Places of a picture that are found again after cropping and scaling, each with 64 bits of what is around it.

Blobs of all sizes are the extrema of differences of Gaussians (Lowe 2004); the bits are the signs of the low cosine
frequencies around one, so a mirrored picture has the same bits with the odd ones turned over (`MIRROR`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Bits = NDArray[np.uint64]

MOST = 64
PER_CELL, CELLS = 8, 4
LEVELS, PER_OCTAVE, FIRST = 12, 3, 1.6
PAD = 32
FAINT = 0.25
REACH, GRID = 7.0, 16
MIRROR = sum(1 << bit for bit in range(64) if (bit % 8) % 2 == 1)
"""The bits that turn over in a mirrored picture: those of odd horizontal frequencies."""


@dataclass(frozen=True, slots=True)
class Points:
    """Up to MOST places: `x`, `y` and `size` in pixels of the grey picture, `bits` of the surroundings."""

    x: Array
    y: Array
    size: Array
    bits: Bits

    def __len__(self) -> int:
        return len(self.bits)

    def mirrored(self, width: int) -> Points:
        """The same places in the mirrored picture."""
        import numpy as np

        return Points(np.float32(width - 1) - self.x, self.y, self.size, self.bits ^ np.uint64(MIRROR))


def points(pixels: Array) -> Points:
    """The strongest places, spread over the picture."""
    import numpy as np

    blurred = _blurred(pixels)
    layers = np.diff(blurred, axis=0)
    level, y, x = _extrema(layers)
    strength = np.abs(layers[level, y, x])
    chosen = _spread(x, y, strength, layers.shape[2], layers.shape[1])
    level, y, x = level[chosen], y[chosen], x[chosen]
    where = [level.astype(np.float32), y.astype(np.float32), x.astype(np.float32)]
    for axis, step in enumerate(((1, 0, 0), (0, 1, 0), (0, 0, 1))):
        low = layers[level - step[0], y - step[1], x - step[2]]
        high = layers[level + step[0], y + step[1], x + step[2]]
        bend = low + high - 2 * layers[level, y, x]
        bend = np.where(np.abs(bend) < 1e-6, np.float32(1), bend)
        where[axis] += np.clip((low - high) / (2 * bend), -0.5, 0.5)
    size = (FIRST * 2.0 ** (where[0] / PER_OCTAVE)).astype(np.float32)
    return Points(where[2], where[1], size, _bits(blurred, level, where[2], where[1], size))


def _blurred(pixels: Array) -> Array:
    """The picture at LEVELS widths of blur, each a third of an octave wider."""
    import numpy as np

    padded = np.pad(pixels, PAD, mode="reflect")
    height, width = padded.shape
    waves = np.fft.rfft2(padded)
    fy, fx = np.fft.fftfreq(height)[:, None] ** 2, np.fft.rfftfreq(width)[None, :] ** 2
    out = np.empty((LEVELS, *pixels.shape), np.float32)
    for level in range(LEVELS):
        wide = -2 * np.pi**2 * (FIRST * 2.0 ** (level / PER_OCTAVE)) ** 2
        soft = np.fft.irfft2(waves * np.exp(wide * fy) * np.exp(wide * fx), s=(height, width))
        out[level] = soft[PAD:-PAD, PAD:-PAD]
    return out


def _extrema(layers: Array) -> tuple[Any, Any, Any]:
    """Where a value is the greatest or least of its 27 neighbours in place and blur, and stands out."""
    import numpy as np

    def widest(values: Array, pick: Any) -> Array:
        for axis in range(3):
            before, here, after = (_cut(values, axis, part) for part in (slice(-2), slice(1, -1), slice(2, None)))
            values = pick(pick(before, here), after)
        return values

    inner = layers[1:-1, 1:-1, 1:-1]
    peak = (inner == widest(layers, np.maximum)) | (inner == widest(layers, np.minimum))
    level, y, x = np.nonzero(peak & (np.abs(inner) > FAINT))
    level, y, x = level + 1, y + 1, x + 1
    dxx = layers[level, y, x - 1] + layers[level, y, x + 1] - 2 * layers[level, y, x]
    dyy = layers[level, y - 1, x] + layers[level, y + 1, x] - 2 * layers[level, y, x]
    corner = layers[level, y + 1, x + 1] + layers[level, y - 1, x - 1]
    dxy = (corner - layers[level, y + 1, x - 1] - layers[level, y - 1, x + 1]) / 4
    flat, whole = dxx + dyy, dxx * dyy - dxy * dxy
    good = (whole > 0) & (flat * flat * 20 < 441 * whole)  # along an edge a place is not one place
    return level[good], y[good], x[good]


def _cut(values: Array, axis: int, part: slice) -> Array:
    index: list[slice] = [slice(None)] * values.ndim
    index[axis] = part
    return values[tuple(index)]


def _spread(x: Any, y: Any, strength: Any, width: int, height: int) -> Any:
    """The strongest first, few of each cell: a stamped time must not take all."""
    import numpy as np

    order = np.argsort(-strength, kind="stable")
    cell = (y[order] * CELLS // height) * CELLS + x[order] * CELLS // width
    taken = np.zeros(CELLS * CELLS, int)
    kept = []
    for one, at in zip(order.tolist(), cell.tolist(), strict=True):
        if taken[at] < PER_CELL:
            taken[at] += 1
            kept.append(one)
            if len(kept) == MOST:
                break
    return np.asarray(kept, dtype=np.intp)


@cache
def cosines(many: int, of: int) -> Array:
    """The first `many` cosine waves over `of` samples, one a row."""
    import numpy as np

    rows = np.arange(many)[:, None] * (2 * np.arange(of)[None, :] + 1)
    return np.cos(np.pi * rows / (2 * of)).astype(np.float32)


def _bits(blurred: Array, level: Any, x: Array, y: Array, size: Array) -> Bits:
    """The signs of 8 × 8 cosine frequencies of the surroundings, REACH sizes to each side."""
    import numpy as np

    _, height, width = blurred.shape
    steps = np.linspace(-REACH, REACH, GRID, dtype=np.float32)
    across = _folded(x[:, None] + size[:, None] * steps, width)
    down = _folded(y[:, None] + size[:, None] * steps, height)
    left, top = np.floor(across).astype(int), np.floor(down).astype(int)
    right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    wx, wy = (across - left)[:, None, :], (down - top)[:, :, None]
    rows = level[:, None, None]

    def at(down_: Any, across_: Any) -> Array:
        found: Array = blurred[rows, down_[:, :, None], across_[:, None, :]]
        return found

    upper = at(top, left) * (1 - wx) + at(top, right) * wx
    lower = at(below, left) * (1 - wx) + at(below, right) * wx
    patch = upper * (1 - wy) + lower * wy
    waves = cosines(8, GRID)
    found = (waves @ (patch - patch.mean(axis=(1, 2), keepdims=True)) @ waves.T).reshape(len(x), 64)
    weights = np.uint64(1) << np.arange(64, dtype=np.uint64)
    signs = (found > 0).astype(np.uint64)
    signs[:, 0] = blurred[level, y.astype(int), x.astype(int)] > patch.mean(axis=(1, 2))  # the mean has no sign
    total: Bits = (signs * weights).sum(axis=1, dtype=np.uint64)
    return total


def _folded(where: Array, length: int) -> Array:
    """Coordinates beyond an edge fold back into the picture."""
    import numpy as np

    folded: Array = np.clip(np.where(where < 0, -where, where), 0, 4 * length)
    last = np.float32(length - 1)
    folded = np.where(folded > last, 2 * last - folded, folded)
    return np.clip(folded, 0, last)
