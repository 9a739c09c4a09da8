"""The log's mathematics in plain Python: a million leaves, proofs from its tiles, a signature without the library."""

from __future__ import annotations

import time
from hashlib import sha256

from bench.__main__ import line, timed
from covenant import ed25519, merkle, tile

LEAVES, ENTRY = 1_000_000, 600  # bytes of an entry, as a fact has
PROOFS = 5_000
RFC8032 = (  # section 7.1, TEST 3
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
)


def took(what: str, began: float, target: str, count: int = 0) -> None:
    """One line for what began then; with a count also how many a second."""
    seconds = time.perf_counter() - began
    line(f"{what}{f', {count / seconds:,.0f}/s' if count else ''}", [seconds * 1000], target)


def main() -> None:
    """All of it, on one core."""
    filler = sha256(b"filler").digest() * (ENTRY // 32 + 1)
    entries = [number.to_bytes(8, "big") + filler[: ENTRY - 8] for number in range(LEAVES)]

    began = time.perf_counter()
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    took(f"hash {LEAVES:,} entries of {ENTRY} bytes", began, "–", LEAVES)
    began = time.perf_counter()
    root = merkle.root_of(leaves)
    took(f"root over {LEAVES:,} leaf hashes", began, "–", LEAVES)
    began = time.perf_counter()
    frontier = merkle.Frontier()
    for entry in entries:
        frontier.append(merkle.leaf_hash(entry))
    took("the same in one pass that keeps only the frontier", began, "10,000 ms", LEAVES)
    began = time.perf_counter()
    tiles = tile.grow(leaves, 0, lambda *_: b"")
    took(f"its {len(tiles):,} tiles of hashes", began, "–", LEAVES)

    read = tile.reader(lambda level, number: tiles[level, number])
    if not root == frontier.root() == merkle.root(read, LEAVES):
        raise AssertionError("three ways, three roots")
    places = [number * 7_919 % LEAVES for number in range(PROOFS)]
    began = time.perf_counter()
    proofs = [merkle.inclusion(read, index, LEAVES) for index in places]
    took("inclusion proofs made from tiles in memory", began, "–", PROOFS)
    began = time.perf_counter()
    fit = [merkle.verify_inclusion(leaves[at], at, LEAVES, one, root) for at, one in zip(places, proofs, strict=True)]
    took(f"inclusion proofs checked, {sum(map(len, proofs)) // PROOFS} hashes each", began, "–", PROOFS)
    signed = [bytes.fromhex(one) for one in RFC8032]
    line("Ed25519 verify_plain", timed(lambda: fit.append(ed25519.verify_plain(*signed)), 200), "–")
    line("Ed25519 verify, with the library", timed(lambda: fit.append(ed25519.verify(*signed)), 200), "–")
    if not all(fit):
        raise AssertionError("a proof or a signature does not hold")


if __name__ == "__main__":
    main()
