"""Photos for the demo world: drawn, small, each unlike the others, so that none looks used before."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (320, 240)


def drawn(rng: Random) -> bytes:
    """A wall with pipes and a machine on it, as a JPEG of some kilobytes."""
    picture = Image.new("RGB", SIZE, _shade(rng, 150, 230))
    brush = ImageDraw.Draw(picture)
    for _ in range(rng.randrange(5, 9)):
        left, top = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        box = (left, top, left + rng.randrange(20, 120), top + rng.randrange(15, 90))
        (brush.rectangle if rng.random() < 0.6 else brush.ellipse)(
            box, fill=_shade(rng, 20, 220), outline=_shade(rng, 0, 90), width=2
        )
    for _ in range(rng.randrange(3, 6)):
        points = [(rng.randrange(SIZE[0]), rng.randrange(SIZE[1])) for _ in range(3)]
        brush.line(points, fill=_shade(rng, 10, 160), width=rng.randrange(3, 12))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _shade(rng: Random, low: int, high: int) -> tuple[int, int, int]:
    return rng.randrange(low, high), rng.randrange(low, high), rng.randrange(low, high)
