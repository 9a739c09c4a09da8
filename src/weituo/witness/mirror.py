"""A log's files as whoever follows it keeps them: under the log's own paths, so that the folder can be served as it is.

Nothing in here is trusted for being here: every file is hashed again when a process begins, and fetched again when it is
missing or damaged.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from covenant import merkle, tile
from covenant.errors import Problems
from covenant.tile import Tile


class Mirror:
    """The folder of one log. OSError when it cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self, one: Tile) -> list[bytes] | None:
        """The entries of a tile, from a wider one where there is one; None when they are not here or damaged."""
        for wider in self._wider(one):
            with suppress(Problems):
                return tile.unpack(self._read(wider), wider.width)[: one.width]
        return None

    def hashes(self, one: Tile) -> bytes | None:
        """The hashes of a tile, as `entries`."""
        for wider in self._wider(one):
            found = self._read(wider)
            if len(found) == wider.width * merkle.WIDTH:
                return found[: one.width * merkle.WIDTH]
        return None

    def reader(self, size: int) -> merkle.Reader:
        """Reads the tree of this size. LookupError where a tile is missing."""

        def tiles(level: int, number: int) -> bytes:
            found = self.hashes(Tile(level, number, width(level, number, size)))
            if found is None:
                raise LookupError(f"tile {level}/{number} is missing")
            return found

        return tile.reader(tiles)

    def write(self, path: str, data: bytes) -> None:
        """Puts a file in its place, whole or not at all. What it would have said after a loss of power is checked when it
        is read."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            draft.write_bytes(data)
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)

    def forget(self, size: int) -> None:
        """Removes the entries that reach beyond this size, which no cosigned checkpoint covers."""
        for path, one in self._files():
            if one.level is None and one.number * tile.FULL + one.width > size:
                path.unlink(missing_ok=True)

    def tidy(self, size: int) -> None:
        """Removes partial tiles for which the tree of this size has a wider one, and drafts a killed process left."""
        for path, one in self._files():
            if one.width < width(one.level, one.number, size):
                path.unlink(missing_ok=True)
                with suppress(OSError):
                    path.parent.rmdir()  # only when it was the last of its folder
        for draft in self.folder.rglob(".*"):
            draft.unlink(missing_ok=True)

    def _read(self, one: Tile) -> bytes:
        try:
            return (self.folder / one.path).read_bytes()
        except FileNotFoundError:
            return b""

    def _wider(self, one: Tile) -> Iterator[Tile]:
        """The tile itself and those in its place that hold at least as much, as far as they are here."""
        full = one._replace(width=tile.FULL)
        partial = (self.folder / full.path).with_name(f"{Path(full.path).name}.p")
        widths = [int(path.name) for path in partial.glob("[1-9]*") if path.name.isdecimal()]
        for found in sorted({one.width, tile.FULL, *widths}):
            if one.width <= found <= tile.FULL and (self.folder / one._replace(width=found).path).is_file():
                yield one._replace(width=found)

    def _files(self) -> Iterator[tuple[Path, Tile]]:
        for path in sorted((self.folder / "tile").rglob("*")):
            if path.is_file():
                with suppress(Problems):
                    yield path, tile.parse(path.relative_to(self.folder).as_posix())


def width(level: int | None, number: int, size: int) -> int:
    """How many hashes or entries this tile has in a tree of this size."""
    return max(0, min(tile.FULL, (size >> tile.HEIGHT * (level or 0)) - number * tile.FULL))
