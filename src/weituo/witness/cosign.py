"""What a witness decides (C2SP tlog-witness v1.0.0): whether a checkpoint goes on from what it has seen, and then to sign.

The answer is made inside the store's turn and handed out after it, when what it says can no longer be forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from covenant import merkle
from covenant.errors import Problems, unusable
from covenant.seal import Checkpoint, Note, Signature
from covenant.seal import text as rules
from weituo.witness import evidence
from weituo.witness.answers import Conflict, Refused
from weituo.witness.key import Signer
from weituo.witness.store import Seen, Store

MOST = 63  # hashes of a proof
UNKNOWN = "This witness does not know the log."
UNSIGNED = "No key this witness trusts signed the checkpoint."
HALTED = "This witness signs nothing more for this log: it has seen two different trees."
BACKWARDS = "The old size is larger than the checkpoint's."
EMPTY_ROOT = "A log without entries has the root of nothing."
OTHER_ROOT = "The checkpoint has another root than the one cosigned at this size."
BAD_PROOF = "The proof does not show that the checkpoint goes on from the one cosigned."


class Cosigner:
    """A witness's store and key together. `folder` takes the evidence it meets."""

    def __init__(self, store: Store, signer: Signer, folder: Path) -> None:
        self.store = store
        self.signer = signer
        self.folder = folder

    def add(self, body: bytes, now: int) -> Signature:
        """The cosignature a request to add-checkpoint asks for, at this second. Refused with the protocol's status,
        Conflict; sqlite3.Error when nothing could be remembered, and then nothing is signed."""
        try:
            old, proof, data = parse(body)
            note = Note.parse(data)
        except Problems as problems:
            raise Refused(400, str(problems)) from None
        return self.cosign(old, proof, note, now)

    def cosign(self, old: int, proof: Sequence[bytes], note: Note, now: int) -> Signature:
        """As `add`, for a request that is read already."""
        text, signatures = self._trusted(note)
        try:
            checkpoint = Checkpoint.parse(text)
        except Problems as problems:
            wrong_root = any(problem.code == "bad_root" for problem in problems.problems)
            raise Refused(422 if wrong_root else 400, EMPTY_ROOT if wrong_root else str(problems)) from None
        if old > checkpoint.size:
            raise Refused(400, BACKWARDS)
        with self.store.turn(checkpoint.origin) as turn:
            seen = turn.seen
            if turn.halted:
                raise Refused(403, HALTED)
            if old == seen.size and not (why := _against(seen, checkpoint, proof)):
                seconds = max(now, seen.time)  # a clock that was set back does not take a word back
                found = self.signer.cosign(text, seconds)
                whole = Note(text, (*signatures, found)).whole
                turn.keep(Seen(checkpoint.size, checkpoint.root, seconds, whole))
                return found
        if seen.note is not None and seen.size == checkpoint.size and seen.root != checkpoint.root:
            with suppress(OSError):  # it is refused all the same
                evidence.keep(self.folder, seen.note, Note(text, signatures).whole, found=now)
        if old != seen.size:
            raise Conflict(seen.size)
        raise Refused(422, why)

    def _trusted(self, note: Note) -> tuple[str, tuple[Signature, ...]]:
        """The note's text and those of its signatures that are the log's."""
        origin = note.text.split("\n", 1)[0]
        keys = self.store.keys(origin)
        if not keys:
            raise Refused(404, UNKNOWN)
        try:
            signed = note.signed_by(keys)
        except Problems as problems:
            raise Refused(403, str(problems)) from None
        if not signed:
            raise Refused(403, UNSIGNED)
        names = {(key.name, key.id) for key in signed}
        return note.text, tuple(one for one in note.signatures if (one.name, one.key) in names)


def parse(body: bytes) -> tuple[int, list[bytes], bytes]:
    """The old size, the proof's hashes and the note of a request. Problems otherwise."""
    head, gap, note = rules.decoded(body, "request").partition("\n\n")
    first, *lines = head.split("\n")
    if not gap or not first.startswith("old "):
        raise _bad("It begins with `old <size>`, goes on with a proof, an empty line and a checkpoint.")
    if len(lines) > MOST:
        raise _bad(f"The proof has {len(lines)} hashes; {MOST} is the limit.")
    proof = [rules.base64(line, "request", merkle.WIDTH) for line in lines]
    return rules.decimal(first.removeprefix("old "), "request"), proof, note.encode()


def _bad(message: str) -> Problems:
    return unusable("request", "bad_request", message)


def _against(seen: Seen, checkpoint: Checkpoint, proof: Sequence[bytes]) -> str:
    """What speaks against the checkpoint after what was seen; empty when it goes on from there."""
    if seen.root is None or seen.size == 0:
        return BAD_PROOF if proof else ""
    if seen.size == checkpoint.size and seen.root != checkpoint.root:
        return OTHER_ROOT
    fits = merkle.verify_consistency(seen.size, checkpoint.size, proof, seen.root, checkpoint.root)
    return "" if fits else BAD_PROOF
