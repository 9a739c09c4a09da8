"""Facts: what happened, one canonical JSON leaf each (`facts/1`, see docs/formats.md)."""

from covenant.facts.chain import GENESIS, breaks, in_order
from covenant.facts.commitment import disclosure, matches
from covenant.facts.fact import Blob, Fact, decode, encode, leaf_hash, read_lines
from covenant.facts.kinds import KINDS, check_body

__all__ = [
    "GENESIS",
    "KINDS",
    "Blob",
    "Fact",
    "breaks",
    "check_body",
    "decode",
    "disclosure",
    "encode",
    "in_order",
    "leaf_hash",
    "matches",
    "read_lines",
]
