"""Checkpoints (C2SP tlog-checkpoint v1.0.0): a log's name, its size, its root."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple

from covenant.errors import unusable
from covenant.merkle import EMPTY, WIDTH
from covenant.seal import text as rules


class Checkpoint(NamedTuple):
    """The state of a log: what its operator signs, and witnesses after it."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text. Problems otherwise; lines after the third are not accepted here."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise unusable("checkpoint", "bad_lines", "A checkpoint has three lines: the log, its size, its root.")
        found = cls(
            rules.name(lines[0], "checkpoint"),
            rules.decimal(lines[1], "checkpoint"),
            rules.base64(lines[2], "checkpoint", WIDTH),
        )
        if not found.size and found.root != EMPTY:
            raise unusable("checkpoint", "bad_root", "A log without entries has the root of nothing.")
        return found

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"
