"""Secrets at rest: AES-256-GCM under a key from the passphrase of the ledger's keys (`weituo.ledger.keys`).

Beside the database in the data folder the passphrase protects copies of the database; set WEITUO_KEY_PASSPHRASE on a
server that others keep.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

NONCE = 12  # bytes


class Unreadable(Exception):
    """Encrypted under another passphrase, or damaged."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Secrets of one purpose. What another purpose encrypted does not open here."""

    salt: bytes

    def close(self, text: str, owner: str) -> bytes:
        """The text encrypted for one owner: it opens for nobody else."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._key().encrypt(nonce, text.encode(), owner.encode())

    def open_(self, data: bytes | memoryview, owner: str) -> str:
        """The text again. Unreadable."""
        try:
            return self._key().decrypt(bytes(data[:NONCE]), bytes(data[NONCE:]), owner.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable("This is encrypted under another passphrase; enter it again.") from error

    def _key(self) -> AESGCM:
        return _derived(self.salt, str(settings.KEY_PASSPHRASE))


@lru_cache(maxsize=8)
def _derived(salt: bytes, passphrase: str) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(passphrase.encode()))
