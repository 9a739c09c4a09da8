"""What comes back from outside when a checkpoint was anchored: kept as a fact, handed on in an audit bundle.

A receipt is a claim until `stamp.verify` or `evm.verify` has checked it: it holds everything they need besides what the
reader must bring himself (the authority's root certificates; the chain, the contract and its owner).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from covenant import canon
from covenant.errors import Problems, unusable
from covenant.seal import Checkpoint
from covenant.seal import text as rules

VERSION = 1
WIDTH = 32  # bytes of every digest and hash here
TOKEN = 32_768  # bytes of a token; with a chain of certificates some take 8,000
TEXT = 500  # characters of a name or an address
NONCE = 32  # bytes a nonce may have


class Stamped(NamedTuple):
    """By a time-stamp authority (RFC 3161): its token (DER), its name and address, the time it says (ms UTC), and the
    number that was sent along, None when it is not known."""

    token: bytes
    name: str
    url: str
    time: int
    nonce: int | None


class Recorded(NamedTuple):
    """By a contract on a chain: where the event stands and what it says. `contract` is lower-case hex with 0x, `origin`
    the SHA-256 of the log's name, `time` the block's (ms UTC)."""

    chain: int
    contract: str
    transaction: bytes
    block: int
    block_hash: bytes
    time: int
    log_index: int
    origin: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class AnchorReceipt:
    """`digest` is the SHA-256 of the anchored checkpoint note's text, 32 bytes."""

    digest: bytes
    place: Stamped | Recorded

    @property
    def kind(self) -> str:
        """`rfc3161` or `evm`."""
        return "rfc3161" if isinstance(self.place, Stamped) else "evm"

    @property
    def body(self) -> dict[str, Any]:
        """As the body of a fact: text and whole numbers only."""
        head = {"v": VERSION, "kind": self.kind, "digest": self.digest.hex()}
        place = self.place
        if isinstance(place, Stamped):
            nonce = {} if place.nonce is None else {"nonce": f"{place.nonce:x}"}
            authority = {"name": place.name, "url": place.url}
            return {
                **head,
                "token": b64encode(place.token).decode(),
                "authority": authority,
                "time": place.time,
                **nonce,
            }
        return {
            **head,
            "chain": place.chain,
            "contract": place.contract,
            "transaction": f"0x{place.transaction.hex()}",
            "block": {"number": place.block, "hash": f"0x{place.block_hash.hex()}", "time": place.time},
            "log_index": place.log_index,
            "origin": place.origin.hex(),
            "size": place.size,
            "root": place.root.hex(),
        }

    @property
    def data(self) -> bytes:
        """The body's canonical JSON."""
        return canon.encode(self.body)

    def fits(self, text: str) -> bool:
        """Whether it is of the checkpoint with this text (`covenant.seal.Note.text`)."""
        if sha256(text.encode()).digest() != self.digest:
            return False
        if isinstance(self.place, Stamped):
            return True
        found = Checkpoint.parse(text)
        told = (self.place.origin, self.place.size, self.place.root)
        return told == (sha256(found.origin.encode()).digest(), found.size, found.root)

    @classmethod
    def parse(cls, data: bytes) -> AnchorReceipt:
        """The receipt of canonical JSON. Problems when it is anything else, or written another way."""
        if len(data) > 2 * TOKEN:
            raise unusable("receipt", "too_long", f"It has {len(data)} bytes; {2 * TOKEN} is the limit.")
        found = cls.of(canon.loads(data))
        if found.data != data:
            raise unusable("receipt", "not_canonical", "The bytes are not the canonical form of this receipt.")
        return found

    @classmethod
    def of(cls, body: object) -> AnchorReceipt:
        """The receipt of a fact's body. Problems otherwise."""
        read = _Reader(body, "receipt")
        if read.number("v") != VERSION:
            raise unusable("receipt.v", "unknown_version", "This version of receipts is not known here.")
        kind, digest = read.text("kind"), read.hash("digest", "")
        if kind not in ("rfc3161", "evm"):
            raise unusable("receipt.kind", "unknown_kind", f"Anchors of the kind {kind[:20]!r} are not known here.")
        place = _stamped(read) if kind == "rfc3161" else _recorded(read)
        read.done()
        return cls(digest, place)


def _stamped(read: _Reader) -> Stamped:
    authority = _Reader(read.take("authority"), "receipt.authority")
    nonce = read.hex("nonce") if read.has("nonce") else None
    found = Stamped(
        rules.base64(read.text("token", 2 * TOKEN), "receipt.token"),
        authority.text("name"),
        authority.text("url"),
        read.number("time"),
        nonce,
    )
    authority.done()
    if not 0 < len(found.token) <= TOKEN:
        raise unusable("receipt.token", "too_long", f"A token has at most {TOKEN} bytes.")
    return found


def _recorded(read: _Reader) -> Recorded:
    block = _Reader(read.take("block"), "receipt.block")
    contract = read.text("contract")
    if not re.fullmatch(r"0x[0-9a-f]{40}", contract):
        raise unusable("receipt.contract", "bad_address", "A contract's address is 0x and 40 lower-case hex digits.")
    found = Recorded(
        read.number("chain"),
        contract,
        read.hash("transaction"),
        block.number("number"),
        block.hash("hash"),
        block.number("time"),
        read.number("log_index"),
        read.hash("origin", ""),
        read.number("size"),
        read.hash("root", ""),
    )
    block.done()
    return found


class _Reader:
    """Takes fields out of an object once each; `done` complains about what nobody took."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise unusable(path, "not_object", "This is not an object.")
        self.left = dict(value)
        self.path = path

    def has(self, key: str) -> bool:
        return key in self.left

    def take(self, key: str) -> object:
        if key not in self.left:
            raise self.bad(key, "is missing")
        return self.left.pop(key)

    def text(self, key: str, longest: int = TEXT) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
            raise self.bad(key, f"must be text of at most {longest} characters")
        return value

    def number(self, key: str) -> int:
        value = self.take(key)
        if type(value) is not int or not 0 <= value < canon.LIMIT:
            raise self.bad(key, "must be a whole number of at least 0")
        return value

    def hash(self, key: str, prefix: str = "0x") -> bytes:
        value = self.text(key)
        if not re.fullmatch(prefix + rf"[0-9a-f]{{{2 * WIDTH}}}", value):
            raise self.bad(key, f"must be {2 * WIDTH} lower-case hex digits{' after 0x' if prefix else ''}")
        return bytes.fromhex(value.removeprefix(prefix))

    def hex(self, key: str) -> int:
        value = self.text(key)
        if not re.fullmatch(rf"0|[1-9a-f][0-9a-f]{{0,{2 * NONCE - 1}}}", value):
            raise self.bad(key, "must be a number in lower-case hex")
        return int(value, 16)

    def done(self) -> None:
        if self.left:
            raise self.bad(sorted(map(str, self.left))[0][:40], "is not known here")

    def bad(self, key: str, what: str) -> Problems:
        return unusable(f"{self.path}.{key}", "bad_field", f"It {what}.")
