"""A picture as grey values of a bounded size, or a sentence why not."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 80_000_000
SIDE = 256
LEAST_SIDE = 48
FORMATS = ("JPEG", "PNG", "WEBP")


class Unreadable(ValueError):
    """There is nothing to compare; says why."""


def grey(data: bytes) -> Image.Image:
    """The upright picture in 256 shades of grey, its longer side SIDE pixels. Refused before its pixels are unpacked
    when there are too many."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too many bytes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable("too many pixels")
            picture.draft("L", (SIDE * 2, SIDE * 2))
            plain = ImageOps.exif_transpose(picture).convert("L")
    except UnidentifiedImageError:
        raise Unreadable("not a picture") from None
    except Image.DecompressionBombError:
        raise Unreadable("too many pixels") from None
    except Unreadable:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError):
        raise Unreadable("broken") from None
    scale = SIDE / max(plain.size)
    size = (round(plain.width * scale), round(plain.height * scale))
    if min(size) < LEAST_SIDE:
        raise Unreadable("too narrow")
    return plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
