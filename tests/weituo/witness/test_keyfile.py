"""The private key on disk."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from weituo.witness import keyfile


def test_made_and_loaded_is_the_same_key(tmp_path: Path):
    path = tmp_path / "keys" / "one.pem"
    made = keyfile.create(path, "passphrase")
    assert keyfile.load(path, "passphrase").private_bytes_raw() == made.private_bytes_raw()
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert os.listdir(path.parent) == ["one.pem"]


def test_a_key_is_never_written_over(tmp_path: Path):
    path = tmp_path / "one.pem"
    first = keyfile.create(path, "passphrase")
    with pytest.raises(FileExistsError):
        keyfile.create(path, "passphrase")
    assert keyfile.load(path, "passphrase").private_bytes_raw() == first.private_bytes_raw()


def test_without_the_passphrase_there_is_no_key(tmp_path: Path):
    path = tmp_path / "one.pem"
    with pytest.raises(ValueError, match="passphrase"):
        keyfile.create(path, "")
    keyfile.create(path, "passphrase")
    with pytest.raises(ValueError, match="another passphrase"):
        keyfile.load(path, "another")
    with pytest.raises(FileNotFoundError):
        keyfile.load(tmp_path / "two.pem", "passphrase")


def test_a_key_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "one.pem"
    keyfile.create(path, "passphrase")
    path.chmod(0o640)
    with pytest.raises(ValueError, match="Others may read"):
        keyfile.load(path, "passphrase")


def test_what_is_no_encrypted_ed25519_key_is_refused(tmp_path: Path):
    locked = BestAvailableEncryption(b"passphrase")
    cases = {
        "not encrypted": Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "no Ed25519 key": generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
        "damaged": b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "too long": b"x" * 20_000,
    }
    for number, (words, data) in enumerate(cases.items()):
        path = tmp_path / f"{number}.pem"
        keyfile.write(path, data)
        with pytest.raises(ValueError, match=words):
            keyfile.load(path, "passphrase")
