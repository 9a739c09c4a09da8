"""A sample nobody can steer: the nonce is bound before the month ends and shown after, and it decides who is drawn.

Nobody can choose orders to suit a nonce they have not seen, nor a nonce to suit the orders once it is bound.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from covenant.errors import unusable


def commitment(nonce: bytes) -> str:
    """SHA-256 of the nonce in hex, to be published beforehand. Raises Problems below 128 bits, which could be guessed."""
    if len(nonce) < 16:
        raise unusable("nonce", "short_nonce", "The nonce is too short to stay secret.", "Use 16 random bytes or more.")
    return hashlib.sha256(nonce).hexdigest()


def sample(ids: Iterable[str], n: int, seed: bytes, focused: Iterable[str] = ()) -> list[str]:
    """The `n` ids with the smallest SHA-256(seed ‖ id), in that order (all when there are fewer), then the `focused`
    not among them, sorted: focused ids come on top and change nothing in the draw. Raises Problems when n < 0."""
    if n < 0:
        raise unusable("n", "negative", "A sample has no negative size.")
    drawn = sorted(set(ids), key=lambda one: (hashlib.sha256(seed + one.encode()).digest(), one))[:n]
    return drawn + sorted(set(focused) - set(drawn))
