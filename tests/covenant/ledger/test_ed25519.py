"""Ed25519 signatures are judged the same with and without the library, and no key or signature has two spellings."""

import random
from hashlib import sha512

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from covenant import ed25519
from covenant.ed25519 import BASE, ORDER, D, P
from tests.covenant.ledger.example import flipped, vectors

RFC8032 = vectors("rfc8032.json")
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()


def inverse(number):
    return pow(number, P - 2, P)


def added(one, two):
    """Two points in plain coordinates (RFC 8032 5.1.4, without the extended ones)."""
    (x, y), (u, v) = one, two
    bend = D * x * u * y * v
    return (x * v + y * u) * inverse(1 + bend) % P, (y * v + x * u) * inverse(1 - bend) % P


def times(scalar, point):
    found = (0, 1)
    while scalar:
        if scalar & 1:
            found = added(found, point)
        point, scalar = added(point, point), scalar >> 1
    return found


def written(point, more=0):
    """A point's 32 bytes; `more` adds the field's prime to y, a second spelling."""
    return ((point[1] + more) | (point[0] & 1) << 255).to_bytes(32, "little")


def low(number):
    return number.to_bytes(32, "little")


def torsion():
    """A point of order 8: a point of the whole group times the order of its large part."""
    rng = random.Random(1)
    while True:
        point = ed25519._point(rng.randbytes(31) + b"\0")
        if point is None:
            continue
        small = times(ORDER, point[:2])
        if times(4, small) != (0, 1):
            return small


TORSION = torsion()
SMALL = [times(number, TORSION) for number in range(8)]
B = BASE[:2]


def challenge(point, public, message):
    return int.from_bytes(sha512(point + public + message).digest(), "little") % ORDER


def library(public, message, signature):
    """What the library says by itself."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def both(public, message, signature):
    """What `verify` and `verify_plain` say, who must agree."""
    said = ed25519.verify(public, message, signature)
    assert ed25519.verify_plain(public, message, signature) is said
    return said


@pytest.mark.parametrize("name", RFC8032)
def test_the_vectors_of_rfc_8032_section_7_1_fit_and_fit_nothing_else(name):
    public, message, signature = (bytes.fromhex(RFC8032[name][part]) for part in ("public", "message", "signature"))
    assert both(public, message, signature)
    assert not both(public, message + b"\0", signature)
    assert not both(public, message, flipped(signature, 7))
    assert not both(flipped(public, 3), message, signature)


def test_without_the_library_the_answer_is_that_of_plain_python(monkeypatch):
    monkeypatch.setattr(ed25519, "_fast", None)
    signature = PRIVATE.sign(b"text")
    assert ed25519.verify(PUBLIC, b"text", signature)
    assert not ed25519.verify(PUBLIC, b"Text", signature)


def test_keys_and_signatures_of_another_length_are_refused():
    signature = PRIVATE.sign(b"text")
    for public in (b"", PUBLIC[:-1], PUBLIC + b"\0"):
        assert not both(public, b"text", signature)
        assert not ed25519.usable(public)
    for wrong in (b"", signature[:-1], signature + b"\0", signature[:32]):
        assert not both(PUBLIC, b"text", wrong)


def test_a_scalar_has_one_spelling_only():
    signature = PRIVATE.sign(b"text")
    scalar = int.from_bytes(signature[32:], "little")
    for more in range(ORDER, 2**256 - scalar, ORDER):
        assert not both(PUBLIC, b"text", signature[:32] + low(scalar + more))
    for wrong in (ORDER, ORDER - 1, 0, 2**252, 2**255, 2**256 - 1):
        assert not both(PUBLIC, b"text", signature[:32] + low(wrong))


def test_eight_points_are_of_small_order_and_none_of_them_is_a_key():
    assert len(set(SMALL)) == 8
    for point in SMALL:
        for spelling in spellings(point):
            assert not ed25519.usable(spelling)
            for message in (b"", b"text", b"another"):
                for signature in (written((0, 1)) + low(0), spelling + low(0), written(B) + low(1)):
                    assert not both(spelling, message, signature)


def spellings(point):
    """Every 32 bytes somebody could read as this point: y with or without the prime, and x = 0 with a sign."""
    found = {written(point)}
    if point[1] < 2**255 - P:
        found.add(written(point, P))
    if point[0] == 0:
        found |= {one[:-1] + bytes([one[-1] | 0x80]) for one in found}
    return found


def test_a_y_that_is_not_reduced_is_no_point():
    for y in range(2**255 - P):
        for sign in (0, 1):
            spelling = (y + P | sign << 255).to_bytes(32, "little")
            assert ed25519._point(spelling) is None
            assert not ed25519.usable(spelling)


def test_the_neutral_point_as_nonce_may_be_spelt_one_way_only():
    """R = 0 is a point like another where s = k·a; its three other spellings are refused by both."""
    scalar = secret(bytes(range(32)))
    for spelling in spellings((0, 1)):
        signature = spelling + low(challenge(spelling, PUBLIC, b"text") * scalar % ORDER)
        assert both(PUBLIC, b"text", signature) is (spelling == written((0, 1)))


def secret(seed):
    """The scalar behind a private key of this seed (RFC 8032 5.1.5)."""
    digest = bytearray(sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return int.from_bytes(digest, "little") % ORDER


def pair(seed):
    """A scalar and its point, in plain coordinates."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    point = ed25519._point(public)
    assert point is not None
    return secret(seed), point[:2]


def test_keys_and_nonces_of_mixed_order_are_judged_without_the_cofactor_and_alike():
    """A key or nonce with a part of small order: the equation holds or not, and nobody multiplies it by eight first."""
    rng, said = random.Random(2), {True: 0, False: 0}
    for number in range(256):
        (scalar, key), (nonce, point) = pair(rng.randbytes(32)), pair(rng.randbytes(32))
        public, commitment = written(added(key, SMALL[number % 8])), written(added(point, SMALL[rng.randrange(8)]))
        message = b"message %d" % number
        k = challenge(commitment, public, message)
        signature = commitment + low((nonce + k * scalar) % ORDER)
        assert both(public, message, signature) is library(public, message, signature)
        said[ed25519.verify(public, message, signature)] += 1
    assert min(said.values()) > 10


def test_bytes_that_are_no_point_are_no_key():
    rng = random.Random(3)
    points = [ed25519.usable(rng.randbytes(32)) for _ in range(200)]
    assert 60 < sum(points) < 140


def test_thousands_of_changed_signatures_are_judged_alike_by_plain_python_ours_and_the_library():
    rng, said = random.Random(4), {True: 0, False: 0}
    for number in range(3000):
        message = rng.randbytes(rng.randrange(40))
        private = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        public, signature = private.public_key().public_bytes_raw(), private.sign(message)
        public, message, signature = changed(rng, number % 12, public, message, signature)
        fast = ed25519.verify(public, message, signature)
        assert fast is library(public, message, signature)
        if number % 5 < 2:
            assert ed25519.verify_plain(public, message, signature) is fast
        said[fast] += 1
    assert said[True] >= 250
    assert said[False] >= 2000


def changed(rng, kind, public, message, signature):
    """One of eleven ways to spoil a signature, and one to leave it."""
    point, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    return {
        0: (public, message, signature),
        1: (flipped(public, rng.randrange(256)), message, signature),
        2: (public, message + b"x", signature),
        3: (public, message, flipped(signature, rng.randrange(512))),
        4: (public, message, flipped(signature, 256 + rng.randrange(256))),
        5: (public, message, point + low((scalar + ORDER) % 2**256)),
        6: (public, message, rng.randbytes(32) + signature[32:]),
        7: (public, message, point + low(rng.randrange(ORDER))),
        8: (public, message, point[::-1] + signature[32:]),
        9: (point, message, public + signature[32:]),
        10: (public, message, rng.randbytes(64)),
        11: (public, message, point + low(ORDER - scalar)),
    }[kind]
