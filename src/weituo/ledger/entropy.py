"""Where random bits come from: the operating system, or a seeded source while the demo world is being built.

Ids, salts and pseudonyms of one seed are then the same again. Passwords and tokens never come from here.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("weituo_entropy", default=None)


def bits(count: int) -> int:
    """`count` random bits as a number."""
    source = _source.get()
    return secrets.randbits(count) if source is None else source.getrandbits(count)


def octets(count: int) -> bytes:
    """`count` random bytes."""
    return bits(8 * count).to_bytes(count, "big")


def is_seeded() -> bool:
    """Whether a seeded source is in use."""
    return _source.get() is not None


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Inside, everything random here follows from `seed`. For made-up worlds only: such salts hide nothing."""
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)
