"""What all these texts share: strict base64, strict decimals, names, lines of printable UTF-8."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error

from covenant.errors import unusable

LONGEST = 1 << 20  # a note is some hundred bytes, a proof some thousand
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1
NAME = re.compile(r"[^\s+\x00-\x1f\x7f\ud800-\udfff]{1,255}")  # half a character has no bytes to sign


def base64(text: str, what: str, length: int | None = None) -> bytes:
    """The bytes of standard base64 with its padding, written the one way there is. Problems otherwise."""
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError):
        data = None
    if data is None or b64encode(data).decode() != text or (length is not None and len(data) != length):
        raise unusable(what, "bad_base64", f"{text[:60]!r} is not what base64 would say here.")
    return data


def decimal(text: str, what: str) -> int:
    """A number without sign or leading zeros, at most 2^63 - 1. Problems otherwise."""
    if not DECIMAL.fullmatch(text) or int(text) > LARGEST:
        raise unusable(what, "bad_number", f"{text[:30]!r} is not a number written the one way there is.")
    return int(text)


def name(text: str, what: str) -> str:
    """The name of a key or a log: no space, no plus sign, nothing that cannot be seen. Problems otherwise."""
    if not NAME.fullmatch(text) or not text.isprintable():
        raise unusable(what, "bad_name", f"{text[:60]!r} cannot name a key.")
    return text


def decoded(data: bytes, what: str) -> str:
    """UTF-8 without control characters but the line feed, at most 1 MiB. Problems otherwise."""
    if len(data) > LONGEST:
        raise unusable(what, "too_long", f"It has {len(data)} bytes; a {what} has at most {LONGEST}.")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise unusable(what, "not_utf8", "It is not UTF-8 text.") from None
    if "\r" in text:
        raise unusable(what, "carriage_return", "Its lines end with CR LF; they must end with LF alone.")
    if any((char < " " and char != "\n") or char == "\x7f" for char in text):
        raise unusable(what, "control_character", "It holds control characters.")
    return text
