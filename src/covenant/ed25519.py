"""Checking Ed25519 signatures (RFC 8032 section 5.1.7) with whole numbers only, for where no library is.

`verify` takes the `cryptography` library when it is there and is the same in every answer; `verify_plain` never does.
Both check without the cofactor and refuse a scalar that is not below the group's order. Points of small order are
refused as keys: under such a key a signature would fit many texts. There is no signing here: private keys need code
whose time tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha512
from importlib import import_module
from typing import Any

Point = tuple[int, int, int, int]

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
KEY, SIGNATURE = 32, 64
IDENTITY: Point = (0, 1, 1, 0)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of 64 bytes fits the message under the key of 32 bytes."""
    if len(public) != KEY or len(signature) != SIGNATURE or not usable(public):
        return False
    if int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    return _fast(public, message, signature) if _fast else verify_plain(public, message, signature)


def usable(public: bytes) -> bool:
    """Whether these bytes are a point of the curve, written the one way there is, and not of small order."""
    point = _point(public) if len(public) == KEY else None
    return point is not None and not _same(_times(8, point), IDENTITY)


def verify_plain(public: bytes, message: bytes, signature: bytes) -> bool:
    """As `verify`, in plain Python: some milliseconds."""
    if len(public) != KEY or len(signature) != SIGNATURE:
        return False
    key, point = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= ORDER or _same(_times(8, key), IDENTITY):
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(scalar, BASE), _add(point, _times(challenge, key)))


def _add(one: Point, two: Point) -> Point:
    """Extended coordinates, RFC 8032 section 5.1.4."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found = IDENTITY
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point = _add(point, point)
        scalar >>= 1
    return found


def _same(one: Point, two: Point) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _point(data: bytes) -> Point | None:
    """The point of 32 bytes (RFC 8032 section 5.1.3); None when there is none or its y is not reduced."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
if _base is None:
    raise AssertionError("the base point is on the curve")
BASE: Point = _base


def _library() -> Callable[[bytes, bytes, bytes], bool] | None:
    """The same check by the `cryptography` library, or None where it is not installed."""
    try:
        keys: Any = import_module("cryptography.hazmat.primitives.asymmetric.ed25519").Ed25519PublicKey
        invalid: Any = import_module("cryptography.exceptions").InvalidSignature
    except ImportError:
        return None

    def check(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            keys.from_public_bytes(public).verify(signature, message)
        except (invalid, ValueError):
            return False
        return True

    return check


_fast = _library()
