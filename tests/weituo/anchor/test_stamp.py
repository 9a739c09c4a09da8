"""Time stamps: fixed tokens, each attack by name; then an authority of our own over HTTP."""

import hashlib
import json
import shutil
import socket
import sys
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic

import pytest

from tests.weituo.anchor import fixed
from tests.weituo.anchor.authority import NOW, OPENSSL, Authority, serving
from tests.weituo.anchor.fixed import DIGEST, NONCE, OTHER
from weituo.anchor import der, stamp, token
from weituo.anchor.answers import Missing, Refused
from weituo.anchor.receipt import AnchorReceipt
from weituo.anchor.token import Token
from weituo.fetch import Unreachable

FIXED = json.loads(fixed.FILE.read_text())
ROOTS = FIXED["roots"].encode()
BODIES = FIXED["receipts"]
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="the authority of these tests is the program openssl")
REPLY = stamp.REPLY


def refused(receipt: AnchorReceipt, digest: bytes = DIGEST, roots: bytes = ROOTS) -> str:
    with pytest.raises(Refused) as caught:
        stamp.verify(receipt, digest, roots)
    assert caught.value.sentence[-1] in ".)" or caught.value.code == "not_trusted"
    return caught.value.code


def of(name: str) -> AnchorReceipt:
    return AnchorReceipt.of(BODIES[name])


# ── fixed tokens ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["good", "chain"])
def test_a_token_is_good_for_its_digest_under_its_roots(name):
    assert stamp.verify(of(name), DIGEST, ROOTS) == NOW


def test_a_time_between_milliseconds_counts_as_later():
    receipt = of("fraction")
    assert stamp.verify(receipt, DIGEST, ROOTS) == NOW + timedelta(microseconds=123_001)
    assert receipt.place.time == int(NOW.timestamp()) * 1000 + 124


def test_attack_token_over_another_digest():
    assert refused(of("other digest")) == "other_digest"
    assert refused(of("good"), OTHER) == "other_digest"
    assert refused(AnchorReceipt(OTHER, of("good").place), OTHER) == "other_digest"


def test_attack_certificate_that_had_run_out():
    assert refused(of("expired")) == "certificate_expired"


def test_attack_time_before_the_certificate():
    assert refused(of("before")) == "certificate_expired"


@pytest.mark.parametrize("name", ["server", "two purposes", "not critical", "no purpose"])
def test_attack_certificate_for_another_purpose(name):
    assert refused(of(name)) == "other_purpose"


def test_attack_token_without_nonce():
    assert refused(of("no nonce")) == "no_nonce"


def test_attack_token_with_another_nonce():
    assert refused(of("other nonce")) == "other_nonce"


def test_a_token_whose_nonce_nobody_knows_is_taken():
    """Bought by hand, say: the receipt names none, so none is asked for."""
    place = of("no nonce").place._replace(nonce=None)
    assert stamp.verify(AnchorReceipt(DIGEST, place), DIGEST, ROOTS) == NOW


@pytest.mark.parametrize("name", ["no chain", "stranger", "self", "leaf"])
def test_attack_chain_that_leads_to_no_root(name):
    assert refused(of(name)) == "not_trusted"


def test_attack_roots_of_the_same_name():
    assert refused(of("good"), roots=FIXED["stranger"].encode()) == "not_trusted"


def test_an_authority_in_between_is_no_root():
    assert refused(of("chain"), roots=FIXED["between"].encode()) == "not_trusted"
    assert stamp.verify(of("no chain"), DIGEST, ROOTS + FIXED["between"].encode()) == NOW


def test_attack_token_without_its_certificate():
    assert refused(of("no certificate")) == "no_certificate"


def test_attack_receipt_that_says_another_time():
    place = of("good").place
    assert refused(AnchorReceipt(DIGEST, place._replace(time=place.time - 1))) == "other_time"


def test_attack_time_changed_inside_the_token():
    place = of("good").place
    moved = place.token.replace(b"20261120040000Z", b"20261119040000Z")
    earlier = place._replace(token=moved, time=place.time - 86_400_000)
    assert moved != place.token
    assert refused(AnchorReceipt(DIGEST, earlier)) == "not_trusted"


def test_attack_a_bit_anywhere():
    """Whatever bit is turned: refused in words, or it was one that nobody signed and the time stays the same."""
    place = of("good").place
    for at in range(len(place.token)):
        data = bytearray(place.token)
        data[at] ^= 1 << at % 8
        with suppress(Refused):
            assert stamp.verify(AnchorReceipt(DIGEST, place._replace(token=bytes(data))), DIGEST, ROOTS) == NOW


def test_attack_a_token_cut_short_or_lengthened():
    place = of("good").place
    for data in (b"", place.token[:-1], place.token + b"\0", b"\x30\x80" + place.token, place.token * 2):
        assert refused(AnchorReceipt(DIGEST, place._replace(token=data))) == "no_token"


def test_certificates_in_the_wrong_order_are_put_right():
    """OpenSSL writes the signer first, DER wants them sorted."""
    place = of("chain").place
    found = Token.parse(place.token)
    start, end = found.at
    for order in (found.certificates, found.certificates[::-1]):
        data = place.token[:start] + b"".join(order) + place.token[end:]
        assert stamp.verify(AnchorReceipt(DIGEST, place._replace(token=data)), DIGEST, ROOTS) == NOW


def test_no_roots_at_all():
    assert refused(of("good"), roots=b"") == "no_roots"
    assert refused(of("good"), roots=b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") == "no_roots"


def test_a_receipt_of_a_chain_is_not_for_here():
    from tests.weituo.anchor.test_receipt import TWO

    assert refused(TWO, TWO.digest) == "other_kind"


def test_without_the_library_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(Missing, match=r"rfc3161-client is not installed.*weituo\[anchors\]"):
        stamp.verify(of("good"), DIGEST, ROOTS)


@pytest.fixture
def unreadable(monkeypatch):
    import rfc3161_client

    def fail(_):
        raise ValueError("InvalidSetOrdering")

    monkeypatch.setattr(rfc3161_client, "decode_timestamp_response", fail)


@needs_openssl
@pytest.mark.usefixtures("unreadable")
def test_what_the_library_cannot_read_openssl_checks():
    assert stamp.verify(of("good"), DIGEST, ROOTS) == NOW
    assert stamp.verify(of("chain"), DIGEST, ROOTS) == NOW
    assert stamp.verify(AnchorReceipt(DIGEST, of("no nonce").place._replace(nonce=None)), DIGEST, ROOTS) == NOW
    for name in ("no chain", "stranger", "self", "leaf"):
        assert refused(of(name)) == "not_trusted"
    place = of("good").place
    moved = place._replace(token=place.token.replace(b"20261120", b"20261119"), time=place.time - 86_400_000)
    assert refused(AnchorReceipt(DIGEST, moved)) == "not_trusted"


@pytest.mark.usefixtures("unreadable")
def test_without_openssl_either_it_is_refused(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert refused(of("good")) == "not_readable"


def test_the_request_is_as_the_standard_says():
    """Byte for byte what `openssl ts -query -cert` writes for this digest without a nonce."""
    digest = bytes(range(32))
    wanted = "30390201013031300d060960864801650304020105000420" + digest.hex() + "0101ff"
    assert token.query(digest, None).hex() == wanted
    assert der.number(0x80).hex() == "02020080"
    assert token.query(digest, NONCE).hex() == "3044" + wanted[4:-6] + "020900f00dface12345678" + "0101ff"


# ── an authority of our own ───────────────────────────────────────────────


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def ours(authority: Authority, digest: bytes = DIGEST, timeout: float = 10) -> AnchorReceipt:
    with serving(lambda query: (200, REPLY, authority.answer(query))) as url:
        return stamp.stamp(digest, url, authority.root.pem, timeout)


@needs_openssl
def test_a_checkpoint_is_stamped_and_the_receipt_checked_later(authority):
    before = datetime.now(UTC).replace(microsecond=0)
    receipt = ours(authority)
    found = stamp.verify(AnchorReceipt.parse(receipt.data), hashlib.sha256(fixed.NOTE).digest(), authority.root.pem)
    assert before <= found <= datetime.now(UTC)
    assert receipt.place.name == "Test Time Stamps 时间戳"
    assert receipt.place.url.endswith("/tsa?plan=1")
    assert receipt.place.nonce == Token.parse(receipt.place.token).nonce
    assert len(Token.parse(receipt.place.token).certificates) == 2


@needs_openssl
def test_every_request_carries_a_new_number(authority):
    assert ours(authority).place.nonce != ours(authority).place.nonce


@needs_openssl
def test_attack_an_old_answer_is_played_back(authority):
    old = authority.answer(token.query(DIGEST, NONCE))
    with serving(lambda _: (200, REPLY, old)) as url, pytest.raises(Refused) as caught:
        stamp.stamp(DIGEST, url, authority.root.pem, 10)
    assert caught.value.code == "other_nonce"


@needs_openssl
def test_attack_the_digest_is_changed_on_the_way(authority):
    answer = lambda query: (200, REPLY, authority.answer(query.replace(DIGEST, OTHER)))  # noqa: E731
    with serving(answer) as url, pytest.raises(Refused) as caught:
        stamp.stamp(DIGEST, url, authority.root.pem, 10)
    assert caught.value.code == "other_digest"


@needs_openssl
def test_an_authority_that_is_not_trusted_is_refused_at_once(authority):
    with serving(lambda query: (200, REPLY, authority.answer(query))) as url, pytest.raises(Refused) as caught:
        stamp.stamp(DIGEST, url, ROOTS, 10)
    assert caught.value.code == "not_trusted"


@needs_openssl
def test_openssl_refuses_in_its_own_words(authority):
    """SHA-1 is not on the list of this authority."""
    asked = token.query(DIGEST, NONCE).replace(token.SHA256, bytes.fromhex("608648016503040203"))
    with serving(lambda _: (200, REPLY, authority.answer(asked))) as url, pytest.raises(Refused) as caught:
        stamp.stamp(DIGEST, url, authority.root.pem, 10)
    assert caught.value.code == "not_granted"


def status(number: int, said: bytes = b"", more: bytes = b"") -> bytes:
    return der.write(der.SEQUENCE, der.write(der.SEQUENCE, der.number(number), said), more)


@pytest.mark.parametrize(
    ("code", "kind", "body", "refusal"),
    [
        (302, REPLY, b"", "no_answer"),
        (403, "text/plain", b"pay first", "no_answer"),
        (200, "text/html", b"<p>hello", "no_answer"),
        (200, REPLY, b"", "no_answer"),
        (200, REPLY, b"\x30\x00", "no_answer"),
        (200, REPLY, status(0), "not_granted"),
        (200, REPLY, status(2, der.write(der.SEQUENCE, der.write(0x0C, b"no\nway\n"))), "not_granted"),
        (200, REPLY, status(2, bytes.fromhex("030204f0")), "not_granted"),
        (200, REPLY, status(2, more=of("good").place.token), "not_granted"),
        (200, REPLY, status(0, more=b"\x05\x00"), "no_token"),
    ],
)
def test_other_answers_are_refused(code, kind, body, refusal):
    with serving(lambda _: (code, kind, body)) as url, pytest.raises(Refused) as caught:
        stamp.stamp(DIGEST, url, ROOTS, 5)
    assert caught.value.code == refusal
    assert caught.value.sentence.isprintable()


def test_an_answer_without_end_is_cut():
    with serving(lambda _: (200, REPLY, bytes(1 << 20))) as url, pytest.raises(Unreachable, match="longer"):
        stamp.stamp(DIGEST, url, ROOTS, 5)


@pytest.mark.parametrize(
    "url", ["", "ftp://x/", "file:///etc/passwd", "http://", "http://a:b@x/", "http://[::1", "x" * 600]
)
def test_other_addresses_are_not_gone_to(url):
    with pytest.raises(Unreachable, match="http"):
        stamp.stamp(DIGEST, url, ROOTS, 1)


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        stamp.stamp(DIGEST, f"http://127.0.0.1:{port}/", ROOTS, 2)


def test_bytes_that_trickle_are_waited_for_no_longer_than_said():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            connection, _ = listening.accept()
            connection.settimeout(0.05)
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    while True:
                        connection.sendall(b"x")
                        try:
                            if not connection.recv(4096):
                                return
                        except TimeoutError:
                            pass
                except OSError:
                    return

        thread = Thread(target=trickle)
        thread.start()
        began = monotonic()
        with pytest.raises(Unreachable, match="did not answer within"):
            stamp.stamp(DIGEST, f"http://127.0.0.1:{listening.getsockname()[1]}/", ROOTS, 0.4)
        assert monotonic() - began < 5
        thread.join(5)


def test_only_a_sha_256_is_stamped():
    with pytest.raises(ValueError, match="32 bytes"):
        stamp.stamp(b"short", "http://127.0.0.1:1/", ROOTS, 1)


def test_the_fixed_tokens_are_what_they_are_said_to_be():
    """Each is over the digest and carries the number but for the one thing its name says."""
    for name, body in BODIES.items():
        found = Token.parse(AnchorReceipt.of(body).place.token)
        assert (found.digest == DIGEST) == (name != "other digest")
        assert (found.nonce == NONCE) == (name not in {"no nonce", "other nonce"})
        assert b64encode(found.whole).decode() == body["token"]
