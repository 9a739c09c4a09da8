"""Proofs to keep and to hand on (C2SP tlog-proof v1): one entry is in a log that these have signed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from covenant import merkle
from covenant.errors import unusable
from covenant.seal import text as rules
from covenant.seal.policy import Policy, Sealed

HEAD = "c2sp.org/tlog-proof@v1"
MOST = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, the hashes from the leaf to the root, the checkpoint note; `extra` is what nobody signed."""

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, data: bytes) -> Proof:
        """The proof of a file. Problems otherwise."""
        head, gap, note = rules.decoded(data, "proof").partition("\n\n")
        lines = head.split("\n")
        if not gap or lines[0] != HEAD:
            raise unusable("proof", "bad_head", f"A proof begins with {HEAD} and ends with a checkpoint.")
        del lines[0]
        extra = rules.base64(lines.pop(0)[6:], "proof") if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise unusable("proof", "no_index", "The proof does not say which entry it is about.")
        index = rules.decimal(lines.pop(0)[6:], "proof")
        if len(lines) > MOST:
            raise unusable("proof", "too_long", f"It has {len(lines)} hashes; no log is that large.")
        return cls(index, tuple(rules.base64(line, "proof", merkle.WIDTH) for line in lines), note.encode(), extra)

    @property
    def whole(self) -> bytes:
        """The proof as a file."""
        lines = [HEAD]
        if self.extra is not None:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines += [f"index {self.index}", *(b64encode(one).decode() for one in self.hashes)]
        return ("\n".join(lines) + "\n\n").encode() + self.note

    def proven(self, entry: bytes, policy: Policy, origin: str | None = None) -> Sealed:
        """The checkpoint under which these very bytes are in the log. Problems when they are not, or it is not signed."""
        sealed = policy.sealed(self.note, origin)
        found = sealed.checkpoint
        leaf = merkle.leaf_hash(entry)
        if not merkle.verify_inclusion(leaf, self.index, found.size, self.hashes, found.root):
            raise unusable("proof", "not_included", f"The entry is not number {self.index} of this log.")
        return sealed
