"""A zone is its history of offsets, carried inside the calendars document.

A recomputation years later must not depend on the zone database of the machine that does it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any

from covenant.errors import unusable

MINUTE = 60_000
DAY = 86_400_000
EPOCH = date(1970, 1, 1).toordinal()


class Zone:
    """A named zone. `offsets`: (UTC ms from which it holds or None for ever before, minutes east of UTC), ascending."""

    __slots__ = ("_minutes", "_starts", "name")

    def __init__(self, name: str, offsets: tuple[tuple[int | None, int], ...]) -> None:
        starts = [start for start, _ in offsets]
        if not offsets or starts[0] is not None or None in starts[1:]:
            raise unusable("zone.offsets", "bad_zone", "The first offset, and only it, must have no start.")
        self.name = name
        self._starts: list[int] = [start for start in starts if start is not None]
        if self._starts != sorted(set(self._starts)):
            raise unusable("zone.offsets", "bad_zone", "The offsets must ascend.")
        self._minutes = [minutes for _, minutes in offsets]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Zone:
        """From `{"name": "Asia/Shanghai", "offsets": [[null, 480]]}`."""
        try:
            offsets = tuple((start, minutes) for start, minutes in data["offsets"])
            name = data["name"]
        except (KeyError, TypeError, ValueError):
            raise unusable("zone", "bad_zone", "A zone needs a name and a list of [from, minutes].") from None
        if not isinstance(name, str) or not all(
            (start is None or type(start) is int) and type(minutes) is int and abs(minutes) <= 16 * 60
            for start, minutes in offsets
        ):
            raise unusable("zone.offsets", "bad_zone", "Offsets are pairs of whole numbers: ms UTC or null, minutes.")
        return cls(name, offsets)

    def data(self) -> dict[str, Any]:
        """The form `from_data` reads."""
        return {"name": self.name, "offsets": [list(p) for p in zip([None, *self._starts], self._minutes, strict=True)]}

    def offset(self, ms: int) -> int:
        """Minutes east of UTC at an instant."""
        return self._minutes[bisect_right(self._starts, ms)]

    def day(self, ms: int) -> int:
        """The local day of an instant, as a proleptic Gregorian ordinal (`date.toordinal`)."""
        return (ms + self.offset(ms) * MINUTE) // DAY + EPOCH

    def minute(self, ms: int) -> int:
        """The local minute of the day (0 … 1439) of an instant."""
        return (ms + self.offset(ms) * MINUTE) % DAY // MINUTE

    def instant(self, day: int, minute: int) -> int:
        """The instant of a local wall time; minute may be 1440 and more.

        An ambiguous time (clocks put back) means its first occurrence; a time that does not exist (clocks put
        forward) is read with the offset before the change, so it lies the same distance after the gap's start.
        """
        wall = (day - EPOCH) * DAY + minute * MINUTE
        first = wall - self.offset(wall - DAY) * MINUTE
        second = wall - self.offset(wall + DAY) * MINUTE
        if self.offset(first) * MINUTE == wall - first:
            return first
        return second if self.offset(second) * MINUTE == wall - second else first

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and self.data() == other.data()

    def __hash__(self) -> int:
        return hash((self.name, tuple(self._starts), tuple(self._minutes)))

    def __repr__(self) -> str:
        return f"Zone({self.name})"


SHANGHAI = Zone("Asia/Shanghai", ((None, 480),))
"""Since 1991 without summer time; the agreement's calendars document carries it explicitly."""
