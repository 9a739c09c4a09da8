"""Credentials at rest: AES-256-GCM under a key from the passphrase of the ledger's keys (`weituo.ledger.keys`).

Beside the database in the data folder the passphrase protects copies of the database; set WEITUO_KEY_PASSPHRASE on a
server that others keep.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

NONCE = 12  # bytes
SALT = b"weituo/notice/credentials/1"


class Unreadable(Exception):
    """Encrypted under another passphrase, or damaged."""


def close(text: str, owner: str) -> bytes:
    """The text encrypted for one owner: it opens for nobody else."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _key().encrypt(nonce, text.encode(), owner.encode())


def open_(data: bytes | memoryview, owner: str) -> str:
    """The text again. Unreadable."""
    try:
        return _key().decrypt(bytes(data[:NONCE]), bytes(data[NONCE:]), owner.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("The address is encrypted under another passphrase; enter it again.") from error


def mask(text: str) -> str:
    """What a screen may show: who it is sent to, and the last four characters."""
    host = text.split("://", 1)[-1].split("/", 1)[0]
    return f"{host}/…{text[-4:]}"[:80]


def mask_mail(text: str) -> str:
    """`w…@example.cn`."""
    name, _, host = text.partition("@")
    return f"{name[:1]}…@{host}"[:80]


def _key() -> AESGCM:
    return _derived(str(settings.KEY_PASSPHRASE))


@lru_cache(maxsize=4)
def _derived(passphrase: str) -> AESGCM:
    return AESGCM(Scrypt(salt=SALT, length=32, n=2**14, r=8, p=1).derive(passphrase.encode()))
