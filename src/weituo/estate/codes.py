"""The ten characters of a printed code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U."""

LENGTH = 10
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "\u3000": None})

Choose = Callable[[Sequence[str]], str]
"""`secrets.choice`, or `random.Random(seed).choice` in a made-up world."""


def generate(choose: Choose) -> str:
    """A new code: 50 random bits, so that guessing one that is in use is hopeless."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def normal(typed: str) -> str | None:
    """The code somebody typed or scanned, in its one form; None when it cannot be one."""
    code = typed.strip().upper().translate(MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown(code: str) -> str:
    """As printed: two groups of five, easier to read aloud."""
    return f"{code[:5]} {code[5:]}"
