"""A witness's key: the private part in a file (keyfile), the public line beside it, the passphrase it opens with.

The line is written last: a folder with a line has a key and a store, and neither is ever made again there. A witness that
lost its store must not go on with its key, for it could sign a second tree without knowing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from covenant.seal import COSIGNATURE, Signature, VerifierKey
from covenant.seal import text as rules
from covenant.seal.note import cosigned
from weituo.witness import keyfile
from weituo.witness.store import Store

VARIABLE = "WEITUO_KEY_PASSPHRASE"
PRIVATE, PUBLIC, PASSPHRASE, STORE = "key.pem", "vkey", "passphrase", "witness.sqlite3"


class Signer:
    """A witness that can sign."""

    def __init__(self, key: VerifierKey, private: Ed25519PrivateKey) -> None:
        self.key = key
        self._private = private

    def cosign(self, text: str, seconds: int) -> Signature:
        """The cosignature of a checkpoint's text at this time (seconds UTC). Whoever calls has remembered the checkpoint
        before the result leaves the process."""
        stamp = seconds.to_bytes(8, "big")
        return Signature(self.key.name, self.key.id, stamp + self._private.sign(cosigned(text, seconds)))


def passphrase(folder: Path, environment: Mapping[str, str]) -> str:
    """WEITUO_KEY_PASSPHRASE, else the file `passphrase` of the folder, made at the first call. OSError, ValueError."""
    told = environment.get(VARIABLE, "").strip()
    if told:
        return told
    path = folder / PASSPHRASE
    if not path.exists():
        with suppress(FileExistsError):
            keyfile.write(path, secrets.token_urlsafe(48).encode())
    return keyfile.read(path).decode().strip()


def made(folder: Path) -> bool:
    """Whether the folder has its key and store."""
    return (folder / PUBLIC).exists()


def make(folder: Path, name: str, secret: str) -> VerifierKey:
    """A new key of this name in the folder, and its empty store. FileExistsError when there is one; Problems for a name
    that cannot name a key; OSError, ValueError."""
    rules.name(name, "key")
    if made(folder):
        raise FileExistsError(f"{folder} has a key already.")
    path = folder / PRIVATE
    # a key without its line has never signed anything: the process that made it was stopped
    private = keyfile.load(path, secret) if path.exists() else keyfile.create(path, secret)
    key = VerifierKey(name, COSIGNATURE, private.public_key().public_bytes_raw())
    Store.create(folder / STORE)
    keyfile.write(folder / PUBLIC, f"{key.line}\n".encode())
    return key


def public(folder: Path) -> VerifierKey:
    """The public key of the folder. OSError without one, Problems when the line is damaged."""
    return VerifierKey.parse(rules.decoded((folder / PUBLIC).read_bytes(), "key").strip())


def load(folder: Path, secret: str) -> Signer:
    """The key, ready to sign. OSError, ValueError, Problems; also when line and private part do not belong together."""
    key = public(folder)
    private = keyfile.load(folder / PRIVATE, secret)
    if key.kind != COSIGNATURE or private.public_key().public_bytes_raw() != key.public:
        raise ValueError(f"{folder / PUBLIC} and {folder / PRIVATE} do not belong together.")
    return Signer(key, private)
