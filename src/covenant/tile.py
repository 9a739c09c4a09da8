"""Tiles: how a log is laid out in files (C2SP tlog-tiles v0.1.0, height 8).

`tile/<level>/<number>[.p/<width>]` holds up to 256 hashes of 32 bytes, `tile/entries/<number>[.p/<width>]` up to 256
entries, each behind its length in two bytes. A partial tile names its width; nothing partial is ever hashed upward.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from covenant import merkle
from covenant.errors import unusable

HEIGHT = 8
FULL = 1 << HEIGHT
LONGEST = 65_535  # an entry's length is a uint16
ENTRIES = "entries"

# six groups name every tile of 2^63 leaves, and no path holds more digits than Python turns into a number
_PATH = re.compile(r"tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """One tile's place: `level` is None for entries, `width` how many hashes or entries it holds."""

    level: int | None
    number: int
    width: int

    @property
    def path(self) -> str:
        """Where it lies in a log's files."""
        partial = "" if self.width == FULL else f".p/{self.width}"
        return f"tile/{ENTRIES if self.level is None else self.level}/{number_path(self.number)}{partial}"


def number_path(number: int) -> str:
    """A tile's number in groups of three digits: 1234067 is x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def parse(path: str) -> Tile:
    """The tile of a path. Problems when it is not one, or not written the one way there is."""
    match = _PATH.fullmatch(path)
    if match is None or not path.isascii():
        raise unusable("tile", "bad_path", f"{path[:80]!r} is no tile.")
    number = int("".join(part.lstrip("x") for part in match[2].split("/")))
    tile = Tile(None if match[1] == ENTRIES else int(match[1]), number, int(match[3] or FULL))
    if tile.width > FULL or (match[3] and tile.width == FULL) or tile.path != path:
        raise unusable("tile", "bad_path", f"{path[:80]!r} is no tile.")
    return tile


def of_log(size: int) -> Iterator[Tile]:
    """Every tile of hashes a log of this size has, then every tile of entries."""
    level, count = 0, size
    while count:
        yield from _row(level, count)
        level, count = level + 1, count // FULL
    yield from _row(None, size)


def _row(level: int | None, count: int) -> Iterator[Tile]:
    for number in range(count // FULL):
        yield Tile(level, number, FULL)
    if count % FULL:
        yield Tile(level, count // FULL, count % FULL)


def pack(entries: Iterable[bytes]) -> bytes:
    """The bytes of a tile of entries."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST:
            raise ValueError("an entry is longer than its length can say")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def unpack(data: bytes, width: int) -> list[bytes]:
    """The entries of a tile; Problems unless there are exactly `width`."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data) or len(found) == width:
            raise unusable("tile", "bad_entries", "The tile does not hold the entries it should.")
        found.append(data[at + 2 : end])
        at = end
    if len(found) != width:
        raise unusable("tile", "bad_entries", "The tile does not hold the entries it should.")
    return found


def reader(tiles: Callable[[int, int], bytes]) -> merkle.Reader:
    """A tree's reader over `tiles(level, number)`, the hashes of a tile one after another, whole or partial."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        row, inner = divmod(level, HEIGHT)
        first = index << inner
        place = (row, first // FULL)
        if place not in kept:
            kept[place] = tiles(*place)
        at = first % FULL * merkle.WIDTH
        hashes = kept[place][at : at + (merkle.WIDTH << inner)]
        if len(hashes) != merkle.WIDTH << inner:
            raise LookupError(f"tile {row}/{place[1]} is too short")
        return merkle.subtree([hashes[at : at + merkle.WIDTH] for at in range(0, len(hashes), merkle.WIDTH)])

    return read


def grow(leaves: Iterable[bytes], start: int, last: Callable[[int, int], bytes]) -> Mapping[tuple[int, int], bytes]:
    """What the tiles of a log of `start` leaves hold after these leaf hashes: (level, number) → hashes, for every tile
    that changes. `last(level, number)` gives the tile as it is, as far as it is filled."""
    changed: dict[tuple[int, int], bytearray] = {}

    def add(level: int, index: int, value: bytes) -> None:
        place = (level, index // FULL)
        if place not in changed:
            held = index % FULL * merkle.WIDTH
            before = last(*place)[:held] if held else b""
            if len(before) != held:
                raise LookupError(f"tile {level}/{place[1]} is too short")
            changed[place] = bytearray(before)
        tile = changed[place]
        tile += value
        if len(tile) == FULL * merkle.WIDTH:
            hashes = [bytes(tile[at : at + merkle.WIDTH]) for at in range(0, len(tile), merkle.WIDTH)]
            add(level + 1, place[1], merkle.subtree(hashes))

    for offset, leaf in enumerate(leaves):
        add(0, start + offset, leaf)
    return {place: bytes(data) for place, data in changed.items()}
