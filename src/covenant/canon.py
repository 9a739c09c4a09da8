"""Canonical bytes: one JSON value, one byte string.

RFC 8785 restricted to what needs no choices: ASCII keys, whole numbers below 2^53, NFC text, true, false, null, lists
and maps. On that subset the standard library's sorted, compact JSON is the same bytes as RFC 8785.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

from covenant.errors import unusable

LIMIT = 2**53
MAX_DEPTH = 64

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def check(value: object, path: str = "$", depth: int = 0) -> None:
    """Raise Problems unless `value` is in the subset; the problem's path says where."""
    if depth > MAX_DEPTH:
        raise unusable(path, "too_deep", "The value is nested too deeply.")
    kind = type(value)
    if kind is str:
        assert isinstance(value, str)
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise unusable(path, "not_nfc", "The text is not in Unicode normal form C.")
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise unusable(path, "surrogate", "The text holds half a character.")
    elif kind is int:
        assert isinstance(value, int)
        if not -LIMIT < value < LIMIT:
            raise unusable(path, "too_large", "The number is 2^53 or more.")
    elif kind is dict:
        assert isinstance(value, dict)
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise unusable(path, "bad_key", f"The key {key!r} is not plain ASCII.")
            check(item, f"{path}.{key}", depth + 1)
    elif kind is list or kind is tuple:
        assert isinstance(value, list | tuple)
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]", depth + 1)
    elif kind is not bool and value is not None:
        raise unusable(path, "bad_type", f"A {kind.__name__} has no canonical form.", "Write decimals as strings.")


def encode(value: object) -> bytes:
    """The canonical bytes of a value; raises Problems when it has none."""
    check(value)
    return _encode(value).encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise unusable("$", "duplicate_key", "A key stands twice in one object.")
    return result


def _no_float(text: str) -> Any:
    raise unusable("$", "float", f"{text} is a binary fraction.", "Write decimals as strings.")


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_no_float, parse_constant=_no_float)


_plain = json.JSONDecoder()


def trusted(data: bytes) -> Any:
    """Read canonical JSON that was checked before it was stored: the same value, in half the time."""
    return _plain.raw_decode(data.decode())[0]


def loads(data: bytes | str) -> Any:
    """Read JSON strictly: no floats, no key twice, UTF-8. Raises Problems."""
    try:
        text = data.decode() if isinstance(data, bytes) else data
        return _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        if hasattr(error, "problems"):
            raise
        raise unusable("$", "not_json", f"This is not JSON: {error}.") from None
