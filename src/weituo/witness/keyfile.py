"""An Ed25519 private key in a file: PKCS#8 PEM under a passphrase (PBES2, AES-256), mode 0600, its folder 0700.

Whoever signs loads it once and keeps the object. A key is never written over another.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

LARGEST = 16_384  # bytes; a key takes some 300
SHARED = 0o077  # the permissions of everybody else


def create(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """A new key, on disk before it is returned. FileExistsError when the path is taken, OSError when it cannot be
    written, ValueError without a passphrase."""
    _usable(passphrase)
    private = Ed25519PrivateKey.generate()
    locked = BestAvailableEncryption(passphrase.encode())
    write(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    return private


def load(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """The key of a file. OSError when it cannot be read, ValueError when others may read it, the passphrase is another or
    it holds something else; each says so in a sentence."""
    _usable(passphrase)
    data = read(path)
    try:
        found = load_pem_private_key(data, passphrase.encode())
    except TypeError:
        raise ValueError(f"The key in {path} is not encrypted; it may have been read by others.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError(f"The key in {path} cannot be opened: another passphrase, or the file is damaged.") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError(f"The key in {path} is no Ed25519 key.")
    return found


def write(path: Path, data: bytes) -> None:
    """Puts a secret where nothing is yet: whole or not at all, mode 0600, durable. OSError otherwise."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename it fails when the name is taken
    finally:
        with suppress(OSError):
            draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def private_folder(path: Path) -> None:
    """Makes the folder with mode 0700 when it is not there. OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(exist_ok=True, mode=0o700)


def read(path: Path) -> bytes:
    """A secret's bytes. OSError when it cannot be read, ValueError when others may read it or it is far too long."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & SHARED:
            raise ValueError(
                f"Others may read {path}. Set its mode to 0600; if they could have read it, make a new key."
            )
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{path} is too long to be a key.")
    return data


def _usable(passphrase: str) -> None:
    if not passphrase:
        raise ValueError("A key needs a passphrase; this one is empty.")
