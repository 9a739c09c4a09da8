"""Anchors a log tells of: the whole way from the log to what stands outside, as far as no network is needed.

Estate's checkpoint → entry of the common log of checkpoints → its checkpoint → the digest that was stamped or recorded.
Whether the authority or the chain really says so is asked there (docs/anchors.md).
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from covenant import merkle
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.errors import Problems
from covenant.facts import Fact, decode
from covenant.seal import Checkpoint


def check(facts: Sequence[Fact], hashes: Sequence[bytes], report: Report) -> None:
    """Follows every anchor the log tells of."""
    told = [(at, fact.body) for at, fact in enumerate(facts) if fact.kind == "log.anchored"]
    if not told:
        report.add(OPEN, "no_anchor", "Nothing outside says when this log had which size: it was not anchored.")
        return
    roots = _roots(hashes, {size for _, body in told if (size := _size(body)) is not None})
    newest = 0
    for at, body in told:
        if problem := _problem(body, facts[at], at, roots):
            report.add(BROKEN, "anchor", problem, at)
            return
        newest = max(newest, _time(body["receipt"]))
    when = datetime.fromtimestamp(newest // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    report.add(PROVEN, "anchored", f"{len(told)} anchors lead without a gap from this log to what stands outside.")
    text = f"That it stands there, the newest since {when}, is to be asked there: `weituo anchor verify`."
    report.add(OPEN, "anchors_outside", text)


def _size(body: Mapping[str, Any]) -> int | None:
    try:
        return Checkpoint.parse(body["checkpoint"]).size
    except Problems:
        return None


def _roots(hashes: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    growing, found = merkle.Frontier(), {0: merkle.EMPTY}
    for leaf in hashes:
        growing.append(leaf)
        if growing.size in sizes:
            found[growing.size] = growing.root()
    return found


def _problem(body: Mapping[str, Any], fact: Fact, at: int, roots: Mapping[int, bytes]) -> str:
    """Where the way breaks, in a sentence; empty when it does not."""
    try:
        own, common = Checkpoint.parse(body["checkpoint"]), Checkpoint.parse(body["common"])
        entry = body["entry"].encode()
        told = decode(entry)
    except Problems as problems:
        return f"An anchor cannot be read: {problems}."
    if own.origin != fact.log or own.size > at or roots.get(own.size) != own.root:
        return "An anchor is of another log, or of a history this log does not have."
    expected = {
        "origin": own.origin,
        "size": own.size,
        "root": own.root.hex(),
        "text": sha256(own.text.encode()).hexdigest(),
    }
    if told.kind != "log.checkpointed" or told.log != common.origin or dict(told.body) != expected:
        return "The common log says something else of this log than its anchor."
    proof = [bytes.fromhex(one) for one in body["proof"]]
    if not merkle.verify_inclusion(merkle.leaf_hash(entry), body["index"], common.size, proof, common.root):
        return "This log's checkpoint is not in the common log that was anchored."
    return _outside(body["receipt"], common)


def _outside(receipt: Mapping[str, Any], common: Checkpoint) -> str:
    digest = sha256(common.text.encode())
    if receipt["digest"] != digest.hexdigest():
        return "What was anchored is not the common log's checkpoint."
    try:
        if receipt["kind"] == "evm":
            name = sha256(common.origin.encode()).hexdigest()
            if (receipt["origin"], receipt["size"], receipt["root"]) != (name, common.size, common.root.hex()):
                return "The event on the chain is of another checkpoint."
        elif digest.digest() not in b64decode(receipt["token"], validate=True):
            return "The time stamp is over something else."
        _time(receipt)
    except (KeyError, TypeError, ValueError):
        return "A receipt lacks what it should say."
    return ""


def _time(receipt: Mapping[str, Any]) -> int:
    """When it stood outside, ms UTC. ValueError when it does not say."""
    said = receipt["block"]["time"] if receipt["kind"] == "evm" else receipt["time"]
    if type(said) is not int or not 0 <= said < 253_402_300_800_000:
        raise ValueError("no time")
    return said
