"""One fact: its fields, its bytes, its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from covenant import canon
from covenant.errors import Problems, unusable
from covenant.facts import kinds

VERSION = 1
MAX_BYTES = 65_535  # the entry length of an RFC 6962 tile is a uint16
BASES = ("import", "telephone", "offline")
BLOB_ROLES = ("report", "before", "after", "signature", "video")

_REQUIRED = frozenset(
    ("v", "id", "log", "kind", "subject", "seq", "prev", "at", "recv", "actor", "party", "body", "sd", "blobs")
)


class Blob(NamedTuple):
    """A file named by its content. `role` is one of BLOB_ROLES."""

    sha256: str
    size: int
    mime: str
    role: str


class Fact(NamedTuple):
    """What happened. `at` is the time that counts and `recv` when the ledger took it, both ms UTC; they differ only
    with a `basis`. `prev` is the leaf hash of the same subject's previous fact, None for its first (`seq` 1)."""

    id: str
    log: str
    kind: str
    subject: str
    seq: int
    prev: str | None
    at: int
    recv: int
    actor: str
    party: str
    body: Mapping[str, Any]
    sd: tuple[str, ...] = ()
    blobs: tuple[Blob, ...] = ()
    basis: str | None = None


def encode(fact: Fact) -> bytes:
    """The canonical leaf of a fact; raises Problems when it breaks the format."""
    data: dict[str, Any] = {
        "v": VERSION,
        "id": fact.id,
        "log": fact.log,
        "kind": fact.kind,
        "subject": fact.subject,
        "seq": fact.seq,
        "prev": fact.prev,
        "at": fact.at,
        "recv": fact.recv,
        "actor": fact.actor,
        "party": fact.party,
        "body": dict(fact.body),
        "sd": list(fact.sd),
        "blobs": [blob._asdict() for blob in fact.blobs],
    }
    if fact.basis is not None:
        data["basis"] = fact.basis
    _check(data)
    leaf = canon.encode(data)
    if len(leaf) > MAX_BYTES:
        raise unusable("$", "too_long", f"The fact has {len(leaf)} bytes; {MAX_BYTES} is the limit.")
    return leaf


def decode(leaf: bytes, *, checked: bool = True) -> Fact:
    """The fact of a leaf. `checked=False` is for bytes this process or database has checked before."""
    data = canon.loads(leaf) if checked else canon.trusted(leaf)
    if checked:
        if not isinstance(data, dict):
            raise unusable("$", "not_fact", "This is not a fact.")
        _check(data)
        if canon.encode(data) != leaf:
            raise unusable("$", "not_canonical", "The bytes are not the canonical form of this fact.")
    blobs = data["blobs"]
    return Fact(
        data["id"],
        data["log"],
        data["kind"],
        data["subject"],
        data["seq"],
        data["prev"],
        data["at"],
        data["recv"],
        data["actor"],
        data["party"],
        data["body"],
        tuple(data["sd"]),
        tuple(Blob(b["sha256"], b["size"], b["mime"], b["role"]) for b in blobs) if blobs else (),
        data.get("basis"),
    )


def leaf_hash(leaf: bytes) -> str:
    """RFC 6962 leaf hash: SHA-256 of 0x00 and the bytes, in hex."""
    return hashlib.sha256(b"\x00" + leaf).hexdigest()


def read_lines(lines: Iterable[bytes]) -> Iterator[Fact | Problems]:
    """One fact, or what is wrong with it, for each non-empty line of a JSON Lines file."""
    for number, line in enumerate(lines, start=1):
        text = line.rstrip(b"\r\n")
        if not text:
            continue
        try:
            yield decode(text)
        except Problems as problems:
            first = problems.problems[0]
            yield unusable(f"line {number}: {first.path}", first.code, first.message, first.remedy)


def _check(data: Mapping[str, Any]) -> None:
    keys = data.keys() - {"basis"}
    if keys != _REQUIRED:
        raise unusable("$", "wrong_keys", f"Missing or unknown: {', '.join(sorted(keys ^ _REQUIRED))}.")
    for name, fits in _FIELDS.items():
        if not fits(data[name]):
            raise unusable(name, "wrong_value", f"{data[name]!r} does not fit {name}.")
    if (data["seq"] == 1) != (data["prev"] is None):
        raise unusable("prev", "broken_chain", "The first fact of a subject, and only it, has no previous one.")
    basis = data.get("basis")
    if basis is None and "basis" in data:
        raise unusable("basis", "bad_basis", "A fact without a basis leaves the key out: one fact, one byte string.")
    if (data["at"] != data["recv"]) != (basis is not None):
        raise unusable("basis", "time_without_basis", "at and recv may differ only with a basis, and must differ then.")
    if basis is not None and (basis not in BASES or data["at"] > data["recv"]):
        raise unusable("basis", "bad_basis", f"The basis is one of {', '.join(BASES)} and at lies before recv.")
    if not isinstance(data["body"], Mapping):
        raise unusable("body", "not_object", "The body must be an object.")
    kinds.check_body(data["kind"], data["body"])
    if not data["subject"].startswith(data["kind"].split(".")[0] + "/"):
        raise unusable("subject", "wrong_subject", f"{data['kind']} cannot be about {data['subject']}.")


def _is_sd(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= 20
        and all(isinstance(item, str) and len(item) == 43 and item.isascii() for item in value)
        and value == sorted(set(value))
    )


def _is_blobs(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 60 and all(map(_is_blob, value))


def _is_blob(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() == {"sha256", "size", "mime", "role"}
        and kinds.is_hash(value["sha256"])
        and kinds.is_count(value["size"])
        and isinstance(value["mime"], str)
        and 3 <= len(value["mime"]) <= 60
        and value["role"] in BLOB_ROLES
    )


_FIELDS = {
    "v": lambda value: type(value) is int and value == VERSION,
    "id": kinds.is_uuid,
    "log": kinds.is_name,
    "kind": lambda value: isinstance(value, str) and value in kinds.KINDS,
    "subject": kinds.is_name,
    "seq": kinds.is_count,
    "prev": lambda value: value is None or kinds.is_hash(value),
    "at": kinds.is_instant,
    "recv": kinds.is_instant,
    "actor": kinds.is_name,
    "party": lambda value: isinstance(value, str) and len(value) == 1 and "A" <= value <= "Z",
    "sd": _is_sd,
    "blobs": _is_blobs,
}
