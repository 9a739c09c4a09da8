"""Public keys of logs and witnesses as C2SP signed-note writes them: `name+id+base64(type || key)`."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import NamedTuple

from covenant import ed25519
from covenant.errors import unusable
from covenant.seal import text

ED25519, COSIGNATURE = 0x01, 0x04  # a log's signature; a witness's cosignature/v1
TYPES = {ED25519, COSIGNATURE}


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


class VerifierKey(NamedTuple):
    """A public key: `kind` is ED25519 or COSIGNATURE, so that one cannot stand for the other."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, line: str) -> VerifierKey:
        """The key of a line. Problems for unknown types, a wrong id, bytes that are no key."""
        parts = line.split("+", 2)
        if len(parts) != 3 or len(line) > 600:
            raise unusable("key", "bad_key", "A key reads name+id+base64; this does not.")
        name, told, rest = parts
        text.name(name, "key")
        data = text.base64(rest, "key", 33)
        kind, public = data[0], data[1:]
        if kind not in TYPES:
            raise unusable("key", "unknown_type", f"Keys of type {kind} are not known here.")
        if told != key_id(name, kind, public).hex():
            raise unusable("key", "wrong_id", f"The id {told[:16]!r} does not belong to this key of {name}.")
        if not ed25519.usable(public):
            raise unusable("key", "bad_key", f"The key of {name} is no usable Ed25519 key.")
        return cls(name, kind, public)

    @property
    def id(self) -> bytes:
        """Four bytes."""
        return key_id(self.name, self.kind, self.public)

    @property
    def line(self) -> str:
        """As it is handed to others."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"
