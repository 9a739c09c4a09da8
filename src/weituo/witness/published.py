"""What a log publishes (C2SP tlog-tiles v0.1.0), fetched: its checkpoint and tiles; and handing in a cosignature."""

from __future__ import annotations

from covenant import merkle, tile
from covenant.errors import Problems
from covenant.tile import Tile
from weituo import fetch
from weituo.fetch import Unreachable

PATIENCE = 10.0  # seconds for a checkpoint
TILE_PATIENCE = 60.0  # seconds for a tile
NOTE_LIMIT = 65_536
HASHES_LIMIT = tile.FULL * merkle.WIDTH
ENTRIES_LIMIT = tile.FULL * (2 + tile.LONGEST)


class Trouble(Exception):
    """Nothing can be said or signed this time. `code` is stable, `why` a sentence or a path."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
        self.why = why


class Published:
    """A log at its public address. Every method: Trouble when no usable answer comes."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def checkpoint(self) -> bytes:
        """The newest note."""
        answer = self._get("checkpoint", PATIENCE, NOTE_LIMIT)
        if answer.status != 200:
            raise Trouble("unreachable", f"{self.base}/checkpoint: {answer.status} {answer.sentence}")
        return answer.data

    def entries(self, one: Tile) -> list[bytes]:
        """The entries of a tile, exactly `one.width`."""
        found, width = self._tile(one, ENTRIES_LIMIT)
        try:
            return tile.unpack(found, width)[: one.width]
        except Problems:
            raise Trouble("wrong_tile", one.path) from None

    def hashes(self, one: Tile) -> bytes:
        """The hashes of a tile, exactly `one.width`, one after another."""
        found, width = self._tile(one, HASHES_LIMIT)
        if len(found) != width * merkle.WIDTH:
            raise Trouble("wrong_tile", one.path)
        return found[: one.width * merkle.WIDTH]

    def hand_in(self, line: str) -> None:
        """Gives the log a cosignature of its newest checkpoint."""
        try:
            answer = fetch.request(
                "POST",
                f"{self.base}/cosignature",
                timeout=PATIENCE,
                limit=NOTE_LIMIT,
                body=f"{line}\n".encode(),
                kind="text/plain; charset=utf-8",
            )
        except Unreachable as error:
            raise Trouble("not_taken", str(error)) from None
        if answer.status != 204:
            raise Trouble("not_taken", f"{answer.status} {answer.sentence}")

    def _tile(self, one: Tile, limit: int) -> tuple[bytes, int]:
        """The tile, or the full one that has taken the place of a partial one; and which width came."""
        answer = self._get(one.path, TILE_PATIENCE, limit)
        if answer.status in (404, 410) and one.width < tile.FULL:
            one = one._replace(width=tile.FULL)
            answer = self._get(one.path, TILE_PATIENCE, limit)
        if answer.status != 200:
            raise Trouble("missing_tile", f"{one.path}: {answer.status}")
        return answer.data, one.width

    def _get(self, path: str, timeout: float, limit: int) -> fetch.Answer:
        try:
            return fetch.request("GET", f"{self.base}/{path}", timeout=timeout, limit=limit)
        except Unreachable as error:
            raise Trouble("unreachable", str(error)) from None
