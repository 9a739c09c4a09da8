"""The fingerprint of a picture: a hash of the whole, places that survive a crop, and the picture itself very small."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from weituo.engines.likeness.picture import SIDE, Unreadable, grey
from weituo.engines.likeness.points import MOST, Points, points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Array = NDArray[np.float32]

VERSION = 1
SMALL = 96
HASH = 16
WORDS = HASH * HASH // 64
HEAD = struct.Struct("<BHHBBB")
MOST_BYTES = HEAD.size + 2 * WORDS * 8 + MOST * 14 + SMALL * SMALL
"""No fingerprint is longer."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """`whole` and `turned` are 256 bits of the picture and of its mirror image; `width` and `height` are those of the
    grey picture (the longer is 256); `small` is it once more, the longer side 96."""

    width: int
    height: int
    whole: Words
    turned: Words
    points: Points
    small: Image.Image = field(repr=False)

    def __bytes__(self) -> bytes:
        where = self.points
        head = HEAD.pack(VERSION, self.width, self.height, len(where), *self.small.size)
        places = b"".join(
            part.tobytes()
            for part in (
                where.bits.astype("<u8"),
                *((one * 64).astype("<u2") for one in (where.x, where.y, where.size)),
            )
        )
        return (
            head
            + self.whole.astype("<u8").tobytes()
            + self.turned.astype("<u8").tobytes()
            + places
            + self.small.tobytes()
        )

    @classmethod
    def read(cls, data: bytes) -> Fingerprint:
        """From its bytes. Unreadable when they are another version's or none."""
        import numpy as np

        try:
            version, width, height, many, across, down = HEAD.unpack_from(data)
        except struct.error:
            raise Unreadable("no fingerprint") from None
        places = HEAD.size + 2 * WORDS * 8
        picture = places + many * 14
        if version != VERSION or many > MOST or not across * down or len(data) != picture + across * down:
            raise Unreadable("no fingerprint of this version")
        hashes = np.frombuffer(data, "<u8", 2 * WORDS, HEAD.size)
        bits = np.frombuffer(data, "<u8", many, places)
        x, y, size = np.frombuffer(data, "<u2", 3 * many, places + many * 8).reshape(3, many).astype(np.float32) / 64
        small = Image.frombytes("L", (across, down), data[picture:])
        return cls(width, height, hashes[:WORDS], hashes[WORDS:], Points(x, y, size, bits), small)


def fingerprint(data: bytes) -> Fingerprint:
    """Of a JPEG, PNG or WebP. Unreadable when it is none, broken, or too large or narrow to compare."""
    import numpy as np

    picture = grey(data)
    scale = SMALL / SIDE
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return Fingerprint(
        picture.width,
        picture.height,
        _hash(picture),
        _hash(ImageOps.mirror(picture)),
        _rounded(points(np.asarray(picture, np.float32))),
        picture.resize(size, Image.Resampling.LANCZOS),
    )


def _rounded(found: Points) -> Points:
    """As they are after writing and reading."""
    import numpy as np

    def rounded(values: Array) -> Array:
        return (np.floor(np.clip(values, 0, 1023) * 64) / 64).astype(np.float32)

    return Points(rounded(found.x), rounded(found.y), rounded(found.size), found.bits)


def _hash(picture: Image.Image) -> Words:
    import imagehash
    import numpy as np

    bits = imagehash.phash(picture, hash_size=HASH).hash
    return np.packbits(bits).view("<u8").astype(np.uint64)
