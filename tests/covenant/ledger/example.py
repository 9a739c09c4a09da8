"""Keys, signed texts and trees for the tests of the ledger's pure part; vectors of others as they stand in tests/vectors."""

import json
import random
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from covenant import merkle
from covenant.errors import Problem, Problems
from covenant.seal import COSIGNATURE, ED25519, Checkpoint, Note, Signature, VerifierKey
from covenant.seal.note import cosigned

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
ORIGIN = "weituo.example/jasmine"
TIME = 1_790_000_000


def vectors(name: str) -> Any:
    """A file of tests/vectors."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


class Signer:
    """A private key with its name, made from a word so that every run has the same."""

    def __init__(self, name: str, kind: int = ED25519, seed: str = "") -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(sha256((seed or name).encode()).digest())
        self.key = VerifierKey(name, kind, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, seconds: int = TIME) -> Signature:
        """The line this key puts under a text."""
        if self.key.kind == ED25519:
            data = self.private.sign(text.encode())
        else:
            data = seconds.to_bytes(8, "big") + self.private.sign(cosigned(text, seconds))
        return Signature(self.key.name, self.key.id, data)


LOG = Signer(ORIGIN)
WITNESSES = {f"w{number}": Signer(f"witness.example/{number}", COSIGNATURE) for number in range(1, 7)}


def signed(text: str, *signers: Signer) -> bytes:
    """The note of a text these signed."""
    return Note(text, tuple(one.sign(text) for one in signers)).whole


def checkpoint(size: int = 3, origin: str = ORIGIN) -> Checkpoint:
    """A checkpoint over `size` made-up leaves."""
    return Checkpoint(origin, size, merkle.root_of(leaves(size)))


@cache
def _leaf(number: int) -> bytes:
    return merkle.leaf_hash(b"entry %d" % number)


def leaves(size: int) -> list[bytes]:
    """The leaf hashes of the entries `entry 0`, `entry 1` …"""
    return [_leaf(number) for number in range(size)]


def reader(hashes: list[bytes]) -> merkle.Reader:
    """A stored tree over these leaf hashes, written independently of tiles: each subtree is hashed when asked."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if level == 0:
            return hashes[index]
        if (level, index) not in kept:
            left, right = read(level - 1, 2 * index), read(level - 1, 2 * index + 1)
            kept[level, index] = merkle.node_hash(left, right)
        return kept[level, index]

    return read


def problem(what: Callable[..., object], *given: object) -> Problem:
    """The one problem a call ends with; its words are a sentence that fits on a line."""
    with pytest.raises(Problems) as caught:
        what(*given)
    (found,) = caught.value.problems
    first = found.message.split(" ", 1)[0]
    assert first[0].isupper() or first[0] in "'\"0123456789" or "." in first, (
        found
    )  # a word, a quotation, or a key's name
    assert found.message.endswith(".")
    assert found.message.isprintable()
    assert len(str(found)) < 500
    return found


def flipped(data: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned."""
    at, place = divmod(bit % (8 * len(data)), 8)
    return data[:at] + bytes([data[at] ^ 1 << place]) + data[at + 1 :]


def mutated(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """The bytes after one to three changes: bits, cuts, repeats, pieces of other texts, and what parsers dislike."""
    for _ in range(rng.randrange(1, 4)):
        at, end = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
        piece = rng.choice([*PIECES, data[at:end], rng.choice(others)[at:end], rng.randbytes(3)])
        kind = rng.randrange(5)
        if kind == 0 and data:
            data = flipped(data, rng.randrange(8 * len(data)))
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:at] + piece + data[at:]
        elif kind == 3:
            data = data[:at] + piece + data[end:]
        else:
            data = data.replace(rng.choice(TOKENS), piece, 1)
    return data


PIECES = [
    *(b"\n", b"\n\n", b"\r\n", b"\0", b" ", b"+", b"=", b"==", b"\t", b"\x7f", b"\xff", b"\xc2\xa0", b"\xed\xa0\x80"),
    *(b"-1", b"+5", b"007", b"0", b"9" * 19, b"9" * 5000, b"18446744073709551615", "５".encode(), "٣".encode()),
    *("\u2014 ".encode(), b"- ", "\u2013 ".encode(), "\u2028".encode(), "\ufeff".encode(), "\u0085".encode()),
    *(b"none", b"#", b"quorum", b"x000/", b"extra ", b"index "),
]
TOKENS = [b"\n", b" ", b"+", b"=", b"/", b"0", b"1", b"A", b"e", "\u2014".encode()]
