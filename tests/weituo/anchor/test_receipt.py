"""Receipts: one way to write each, nothing lost, nothing unknown let in."""

import json
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant import canon
from covenant.errors import Problems
from weituo.anchor.receipt import TOKEN, AnchorReceipt, Recorded, Stamped

HASH = st.binary(min_size=32, max_size=32)
NUMBER = st.integers(0, canon.LIMIT - 1)
STAMPED = st.builds(
    Stamped,
    st.binary(min_size=1, max_size=300),
    st.sampled_from(["Test Time Stamps", "时间戳"]),
    st.just("https://tsa.example/"),
    NUMBER,
    st.none() | st.integers(0, 2**128),
)
CONTRACT = st.binary(min_size=20, max_size=20).map(lambda data: f"0x{data.hex()}")
RECORDED = st.builds(Recorded, NUMBER, CONTRACT, HASH, NUMBER, HASH, NUMBER, NUMBER, HASH, NUMBER, HASH)
RECEIPTS = st.builds(AnchorReceipt, HASH, STAMPED | RECORDED)
ONE = AnchorReceipt(bytes(32), Stamped(b"token", "Test", "https://tsa.example/", 1, 255))
TWO = AnchorReceipt(bytes(32), Recorded(1, f"0x{'ab' * 20}", bytes(32), 2, bytes(32), 3, 4, bytes(32), 5, bytes(32)))


@given(RECEIPTS)
def test_a_receipt_comes_back_from_its_bytes(receipt):
    assert AnchorReceipt.parse(receipt.data) == receipt
    assert AnchorReceipt.of(json.loads(receipt.data)) == receipt
    assert len(receipt.data) < 65_535 - 1_000  # it fits into a fact


def test_whether_a_receipt_is_of_a_checkpoint():
    text = "log.example/all\n5\n" + b64encode(bytes(32)).decode() + "\n"
    digest, origin = sha256(text.encode()).digest(), sha256(b"log.example/all").digest()
    assert AnchorReceipt(digest, ONE.place).fits(text)
    assert not ONE.fits(text)
    assert AnchorReceipt(digest, TWO.place._replace(origin=origin)).fits(text)
    for other in ({}, {"origin": origin, "size": 6}, {"origin": origin, "root": b"\1" * 32}):
        assert not AnchorReceipt(digest, TWO.place._replace(**other)).fits(text)


def test_the_bytes_of_each_kind():
    assert ONE.data.decode() == (
        '{"authority":{"name":"Test","url":"https://tsa.example/"},"digest":"' + "00" * 32 + '",'
        '"kind":"rfc3161","nonce":"ff","time":1,"token":"dG9rZW4=","v":1}'
    )
    assert TWO.body == {
        "v": 1,
        "kind": "evm",
        "digest": "00" * 32,
        "chain": 1,
        "contract": "0x" + "ab" * 20,
        "transaction": "0x" + "00" * 32,
        "block": {"number": 2, "hash": "0x" + "00" * 32, "time": 3},
        "log_index": 4,
        "origin": "00" * 32,
        "size": 5,
        "root": "00" * 32,
    }


@pytest.mark.parametrize("receipt", [ONE, TWO], ids=["rfc3161", "evm"])
def test_a_receipt_with_a_field_less_or_more_is_refused(receipt):
    for body in (receipt.body, receipt.body):
        for key in [key for key in body if key != "nonce"]:
            with pytest.raises(Problems):
                AnchorReceipt.of({name: value for name, value in body.items() if name != key})
        with pytest.raises(Problems, match="not known"):
            AnchorReceipt.of({**body, "more": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2), ("v", True), ("kind", "notary"), ("digest", "00" * 31), ("digest", "AB" * 32), ("time", -1),
        ("time", 2**53), ("time", "1"), ("nonce", "0ff"), ("nonce", "FF"), ("nonce", ""), ("nonce", "f" * 65),
        ("token", ""), ("token", "dG9rZW4"), ("token", "A" * 4 * (TOKEN // 2)), ("authority", []),
        ("authority", {"name": "x"}), ("authority", {"name": "", "url": "u"}), ("authority", {"name": "a\nb", "url": "u"}),
        ("authority", {"name": "x", "url": "u", "more": 1}),
    ],
)  # fmt: skip
def test_fields_of_a_stamp_are_checked(field, value):
    with pytest.raises(Problems):
        AnchorReceipt.of({**ONE.body, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chain", -1), ("contract", "0x" + "AB" * 20), ("contract", "ab" * 20), ("transaction", "00" * 32),
        ("block", {"number": 2, "hash": "0x" + "00" * 32}), ("block", 2), ("log_index", 1.0), ("origin", "0x" + "00" * 31),
        ("size", None), ("root", "0x" + "00" * 32),
    ],
)  # fmt: skip
def test_fields_of_an_event_are_checked(field, value):
    with pytest.raises(Problems):
        AnchorReceipt.of({**TWO.body, field: value})


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b"{}", ONE.data + b"\n", b"\xef\xbb\xbf" + ONE.data, ONE.data.replace(b":1,", b": 1,"),
     ONE.data.replace(b'"v":1', b'"v":1,"v":1'), b"\xff", b" " * 3 * TOKEN],
)  # fmt: skip
def test_other_bytes_are_refused(data):
    with pytest.raises(Problems):
        AnchorReceipt.parse(data)
