"""What a photo's file says about itself before it is made anew: when and with what it was taken, and where.

It is the camera's word, not a proof: clocks are wrong and notes can be written. Kept for who may read personal data.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import timezone as fixed
from typing import Any

from PIL import ExifTags, Image

LONGEST = 60
TIMES = ((ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal), (0x9004, 0x9012))
EARLIEST, LATEST = 2000, timedelta(days=366)
MOST_DEGREES = {"latitude": 90, "longitude": 180}


@dataclass(frozen=True, slots=True)
class Origin:
    """`taken_at` None when the file does not say, or cannot be believed; `data` at most a dozen short values."""

    taken_at: datetime | None = None
    data: Mapping[str, str] = field(default_factory=dict)


def origin(content: bytes, *, zone: Any, now: datetime) -> Origin:
    """Read out of the file as it came; a file that says nothing or nonsense gives an empty answer, never an error.
    A time without its zone is taken as the estate's."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notes = Image.open(io.BytesIO(content)).getexif()
            inner, place = notes.get_ifd(ExifTags.IFD.Exif), notes.get_ifd(ExifTags.IFD.GPSInfo)
            taken = _taken(inner, zone, now)
            found = {
                "make": notes.get(ExifTags.Base.Make),
                "camera": notes.get(ExifTags.Base.Model),
                "software": notes.get(ExifTags.Base.Software),
                "lens": inner.get(ExifTags.Base.LensModel),
                **_place(place),
            }
    except Exception:  # a stranger's file: whatever its notes do to the reader, the photo itself was good
        return Origin()
    return Origin(taken, {key: text for key, value in found.items() if (text := _text(value))})


def _text(value: object) -> str:
    """A short word without control characters, or nothing."""
    if not isinstance(value, str):
        return ""
    return "".join(letter for letter in value if letter.isprintable()).strip()[:LONGEST]


def _taken(inner: Mapping[int, Any], zone: Any, now: datetime) -> datetime | None:
    for time_tag, offset_tag in TIMES:
        try:
            local = datetime.strptime(str(inner.get(time_tag, "")).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            continue
        at = local.replace(tzinfo=_offset(str(inner.get(offset_tag, ""))) or zone).astimezone(UTC)
        if at.year >= EARLIEST and at <= now + LATEST:
            return at
    return None


def _offset(text: str) -> fixed | None:
    """`+08:00` as a zone."""
    try:
        sign, hours, minutes = text[0], int(text[1:3]), int(text[4:6])
        away = timedelta(hours=hours, minutes=minutes)
        return fixed(-away if sign == "-" else away) if sign in "+-" else None
    except (ValueError, IndexError):
        return None


def _place(place: Mapping[int, Any]) -> dict[str, str]:
    """Degrees as decimals to about a metre."""
    out = {}
    for name, tag, negative in (("latitude", 2, "S"), ("longitude", 4, "W")):
        parts = place.get(tag)
        if not isinstance(parts, tuple) or len(parts) != 3:
            continue
        degrees = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
        if 0 <= degrees <= MOST_DEGREES[name]:  # not a number is neither
            out[name] = f"{-degrees if place.get(tag - 1) == negative else degrees:.5f}"
    return out if len(out) == 2 else {}
