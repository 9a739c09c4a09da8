"""Receipts: the log's signed word that it took a fact, given before the fact has its place.

A note with three lines: `<origin>/receipt`, the leaf hash (base64), the time it was taken (ms UTC). Its first line keeps
it from ever being read as a checkpoint. A receipt whose leaf is in no later log is a broken promise anybody can show.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple

from covenant.errors import unusable
from covenant.merkle import WIDTH
from covenant.seal import text as rules
from covenant.seal.key import ED25519, VerifierKey
from covenant.seal.note import Note

END = "/receipt"
DELAY = 60_000  # ms within which a taken fact has its place in a signed log


class Receipt(NamedTuple):
    """What was promised."""

    origin: str
    leaf: bytes
    taken: int

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """The receipt of a note's text. Problems otherwise."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0].endswith(END):
            raise unusable("receipt", "bad_lines", "A receipt has three lines: the log, the leaf's hash, the time.")
        return cls(
            rules.name(lines[0].removesuffix(END), "receipt"),
            rules.base64(lines[1], "receipt", WIDTH),
            rules.decimal(lines[2], "receipt"),
        )

    @classmethod
    def promised(cls, data: bytes, keys: Iterable[VerifierKey]) -> Receipt:
        """The receipt of a note one of these keys of its log signed. Problems otherwise."""
        note = Note.parse(data)
        signed = note.signed_by(key for key in keys if key.kind == ED25519)
        found = cls.parse(note.text)
        if not any(key.name == found.origin for key in signed):
            raise unusable("receipt", "not_signed", f"No key known of the log {found.origin} signed this receipt.")
        return found

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}{END}\n{b64encode(self.leaf).decode()}\n{self.taken}\n"
