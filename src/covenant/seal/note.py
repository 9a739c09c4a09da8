"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, lines of signatures."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple

from covenant import ed25519
from covenant.errors import unusable
from covenant.seal import text as rules
from covenant.seal.key import COSIGNATURE, ED25519, VerifierKey

MOST = 16
DASH = "\u2014 "
STAMPED = 8 + ed25519.SIGNATURE  # a cosignature carries its time before it


class Signature(NamedTuple):
    """One line: who, the four bytes that name the key, and what they signed with."""

    name: str
    key: bytes
    data: bytes

    @property
    def line(self) -> str:
        """As it stands in a note, without its line feed."""
        return f"{DASH}{self.name} {b64encode(self.key + self.data).decode()}"


class Note(NamedTuple):
    """`text` ends with a line feed; every byte of it is signed."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """The note of these bytes; Problems when it is not written the one way there is. Checks no signature."""
        whole = rules.decoded(data, "note")
        at = whole.rfind("\n\n")
        if at < 0 or not whole.endswith("\n"):
            raise unusable("note", "no_signatures", "A note is a text, an empty line and signatures; this is not.")
        lines = whole[at + 2 : -1].split("\n") if whole[at + 2 :] else []
        if not lines:
            raise unusable("note", "no_signatures", "Nobody signed this note.")
        if len(lines) > MOST:
            raise unusable("note", "too_many_signatures", f"It has {len(lines)} signatures; {MOST} is the limit.")
        return cls(whole[: at + 1], tuple(signature(line) for line in lines))

    @property
    def whole(self) -> bytes:
        """The note as it is kept and sent."""
        return (self.text + "\n" + "".join(one.line + "\n" for one in self.signatures)).encode()

    def signed_by(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int | None]:
        """The keys that signed, each with the time it says (seconds; None for a log's). Unknown signatures are passed
        over; a known key under a signature that does not fit makes the whole note worthless: Problems."""
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, int | None] = {}
        for one in self.signatures:
            key = known.get((one.name, one.key))
            if key is None:
                continue
            if key in found:
                raise unusable("note", "signed_twice", f"{one.name} stands twice under it.")
            found[key] = check(key, self.text, one.data)
        return found


def signature(line: str) -> Signature:
    """One line of a note's end. Problems when it is not one, wrong dashes among them."""
    if not line.startswith(DASH):
        what = "a hyphen or another dash" if line[:1] in "-\u2013\u2212\u2015" and line else "something else"
        raise unusable("note", "bad_signature_line", f"A signature begins with an em dash; this line with {what}.")
    name, space, rest = line[len(DASH) :].partition(" ")
    data = rules.base64(rest, "note") if space else b""
    if len(data) < 5:
        raise unusable("note", "bad_signature_line", "A signature line names its key and carries a signature.")
    return Signature(rules.name(name, "note"), data[:4], data[4:])


def check(key: VerifierKey, text: str, data: bytes) -> int | None:
    """The time a signature of this key over the text says, None for a log's. Problems when it does not fit."""
    if key.kind == ED25519 and len(data) == ed25519.SIGNATURE and ed25519.verify(key.public, text.encode(), data):
        return None
    if key.kind == COSIGNATURE and len(data) == STAMPED:
        seconds = int.from_bytes(data[:8], "big")
        if seconds <= rules.LARGEST and ed25519.verify(key.public, cosigned(text, seconds), data[8:]):
            return seconds
    raise unusable("note", "bad_signature", f"The signature of {key.name} does not fit the text.")


def cosigned(text: str, seconds: int) -> bytes:
    """What a witness signs of a checkpoint's text (C2SP tlog-cosignature, cosignature/v1)."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
