"""The private keys of our logs: encrypted files under DATA/keys, one for each vkey, made at the first start.

The passphrase is WEITUO_KEY_PASSPHRASE, else the file DATA/key-passphrase made beside. Beside, it only protects copies of
the folder DATA/keys; on a server that others keep, set the variable.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Q

from covenant.seal import ED25519, Note, Signature, VerifierKey
from weituo.ledger.models import Key, Log
from weituo.witness import keyfile

OVERLAP = timedelta(days=30)


class NoKey(Exception):
    """The private key of a log is not where it should be, or its passphrase is another."""


def present(log: Log, now: datetime) -> list[VerifierKey]:
    """The public keys the log signs with now."""
    serving = Q(retired_at=None) | Q(retired_at__gt=now)
    lines = Key.objects.filter(serving, log=log).order_by("pk").values_list("vkey", flat=True)
    return [VerifierKey.parse(line) for line in lines]


def all_of(log: Log) -> list[VerifierKey]:
    """Every public key the log ever signed with."""
    return [
        VerifierKey.parse(line) for line in Key.objects.filter(log=log).order_by("pk").values_list("vkey", flat=True)
    ]


def make(log: Log, now: datetime) -> VerifierKey:
    """A new key of the log, its private part on disk before the public one is in the database."""
    draft = Path(settings.DATA) / "keys" / f".{uuid4().hex}"
    private = keyfile.create(draft, _passphrase())
    key = VerifierKey(log.origin, ED25519, private.public_key().public_bytes_raw())
    os.replace(draft, _path(key))
    Key.objects.create(log=log, vkey=key.line, added_at=now)
    return key


def ensure(log: Log, now: datetime) -> list[VerifierKey]:
    """The log's keys; its first one is made when it has none."""
    return present(log, now) or [make(log, now)]


def rotate(log: Log, now: datetime) -> VerifierKey:
    """A new key that signs from now on; those before it sign along for OVERLAP, so that nobody is caught without."""
    key = make(log, now)
    Key.objects.filter(log=log, retired_at=None).exclude(vkey=key.line).update(retired_at=now + OVERLAP)
    return key


def signed(text: str, signers: Iterable[VerifierKey]) -> Note:
    """The text under our signatures. NoKey when a private part is missing."""
    data = text.encode()
    return Note(text, tuple(Signature(key.name, key.id, _private(key).sign(data)) for key in signers))


def _path(key: VerifierKey) -> Path:
    slug = "".join(char if char.isalnum() else "-" for char in key.name)
    return Path(settings.DATA) / "keys" / f"{slug}.{key.id.hex()}.pem"


def _passphrase() -> str:
    return str(settings.KEY_PASSPHRASE)


def _private(key: VerifierKey) -> Ed25519PrivateKey:
    return _load(_path(key), _passphrase(), key.line)


@lru_cache(maxsize=64)
def _load(path: Path, passphrase: str, line: str) -> Ed25519PrivateKey:
    try:
        private = keyfile.load(path, passphrase)
    except (OSError, ValueError) as error:
        raise NoKey(f"The private key of {line.split('+')[0]} cannot be read: {error}") from error
    if private.public_key().public_bytes_raw() != VerifierKey.parse(line).public:
        raise NoKey(f"The key file {path.name} holds another key than the log's.")
    return private
