"""Asking a witness (C2SP tlog-witness v1.0.0), as the log does. Nothing it says is taken unchecked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from covenant.errors import Problems
from covenant.seal import COSIGNATURE, Checkpoint, Note, Signature, VerifierKey
from covenant.seal import text as rules
from covenant.seal.note import check, signature
from weituo import fetch
from weituo.fetch import Unreachable
from weituo.witness.answers import Conflict, Refused

__all__ = ["Conflict", "Refused", "Unreachable", "Witness"]

LONGEST = 65_536  # bytes of an answer
SIZE = "text/x.tlog.size"
PATIENCE = 5.0  # seconds


class Witness:
    """A witness at an address (its submission and monitoring prefix) with the key it must sign with."""

    def __init__(self, url: str, key: VerifierKey) -> None:
        if key.kind != COSIGNATURE:
            raise ValueError("this is not the key of a witness")
        self.url = url.rstrip("/")
        self.key = key

    def latest(self, origin: str, timeout: float = PATIENCE) -> bytes | None:
        """The newest checkpoint of the log that it cosigned, as a note; None when it has none. The cosignature is checked,
        the log's own signature is not. Unreachable; Refused when it answers anything else."""
        url = f"{self.url}/{sha256(origin.encode()).hexdigest()}/checkpoint"
        answer = fetch.request("GET", url, timeout=timeout, limit=LONGEST)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Refused(answer.status, answer.sentence)
        try:
            note = Note.parse(answer.data)
            signed = note.signed_by([self.key])
            about = Checkpoint.parse(note.text).origin
        except Problems as problems:
            raise Refused(200, f"Its checkpoint cannot be used: {problems}") from None
        if not signed or about != origin:
            raise Refused(200, "Its checkpoint is not cosigned by its key, or of another log.")
        return answer.data

    def add(self, old: int, proof: Sequence[bytes], note: bytes, timeout: float) -> Signature:
        """Its cosignature of the note's checkpoint, checked. `proof` is the consistency proof from the size `old` on.
        Conflict when it has seen another size; Unreachable; Refused."""
        url = f"{self.url}/add-checkpoint"
        body = request_body(old, proof, note)
        answer = fetch.request("POST", url, timeout=timeout, limit=LONGEST, body=body, kind="text/plain")
        if answer.status == 409 and answer.kind == SIZE:
            raise Conflict(_size(answer.data))
        if answer.status != 200:
            raise Refused(answer.status, answer.sentence)
        return self._checked(note, answer.data)

    def _checked(self, note: bytes, data: bytes) -> Signature:
        try:
            text = Note.parse(note).text
            lines = rules.decoded(data, "cosignature").removesuffix("\n").split("\n")
            if len(lines) > 16:
                raise Refused(200, "Its answer has more lines than anybody signs.")
            for one in map(signature, lines):
                if (one.name, one.key) == (self.key.name, self.key.id):
                    check(self.key, text, one.data)
                    return one
        except Problems as problems:
            raise Refused(200, f"Its answer is no cosignature of this checkpoint: {problems}") from None
        raise Refused(200, "Its answer holds no cosignature of its key.")


def request_body(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """What is sent to add-checkpoint."""
    lines = [f"old {old}", *(b64encode(one).decode() for one in proof), "", ""]
    return "\n".join(lines).encode() + note


def _size(data: bytes) -> int:
    try:
        return rules.decimal(rules.decoded(data, "size").removesuffix("\n"), "size")
    except Problems:
        raise Refused(409, "It names no size it has seen.") from None
