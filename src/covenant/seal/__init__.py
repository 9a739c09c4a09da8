"""Signed notes, checkpoints, cosignatures, proofs and receipts (C2SP), and who has to have signed (policy).

Reading and checking only: signatures are made where the private keys are.
"""

from covenant.seal.checkpoint import Checkpoint
from covenant.seal.key import COSIGNATURE, ED25519, VerifierKey, key_id
from covenant.seal.note import Note, Signature
from covenant.seal.policy import Policy, Sealed
from covenant.seal.proof import Proof
from covenant.seal.receipt import Receipt

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "Checkpoint",
    "Note",
    "Policy",
    "Proof",
    "Receipt",
    "Sealed",
    "Signature",
    "VerifierKey",
    "key_id",
]
