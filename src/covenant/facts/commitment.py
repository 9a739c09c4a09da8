"""Personal values stand in a fact as salted commitments, in the disclosure form of RFC 9901 (SD-JWT).

The salt and value live elsewhere; deleting them makes the commitment mean nothing while every hash still verifies.
"""

from __future__ import annotations

import base64
import hashlib
import json


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def disclosure(name: str, value: str, salt: bytes) -> tuple[str, str]:
    """(commitment for the fact's `sd`, disclosure text to keep). The salt has at least 128 random bits."""
    if len(salt) < 16:
        raise ValueError("a salt has at least 16 bytes")
    text = _b64(json.dumps([_b64(salt), name, value], ensure_ascii=False).encode())
    return digest(text), text


def digest(text: str) -> str:
    """The commitment of a disclosure text (RFC 9901 section 4.2.3)."""
    return _b64(hashlib.sha256(text.encode("ascii")).digest())


def matches(commitment: str, name: str, value: str, salt: bytes) -> bool:
    """Whether a commitment was made from this name, value and salt."""
    return disclosure(name, value, salt)[0] == commitment
