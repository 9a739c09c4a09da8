"""Facts the operator and the witnesses signed together and that contradict each other or are not written the one way."""

import json

import pytest

from covenant import merkle
from covenant.facts import leaf_hash
from tests.covenant.bundle import example
from tests.covenant.bundle.example import refused, report, resigned


@pytest.fixture
def files():
    return example.files()


@pytest.fixture
def facts():
    return example.facts()


def put(files, at: int, entry: bytes):
    """The bundle with another entry at one place, signed by all."""
    entries = list(example.log().entries)
    entries[at] = entry
    return resigned(files, entries)


def forged(files, where: int, **changes):
    """The same with changed fields of the fact there; nothing after it is mended."""
    from covenant.facts import encode

    return put(files, where, encode(example.facts()[where]._replace(**changes)))


def found(files):
    """Code and place of the first thing that does not hold."""
    first = report(files).broken[0]
    return first.code, first.leaf


def test_the_same_id_twice(files, facts):
    assert found(forged(files, 10, id=facts[3].id)) == ("same_id", 10)


def test_a_gap_in_the_numbers_of_an_order(files):
    assert found(forged(files, 10, seq=5)) == ("chain", 10)


def test_a_number_of_an_order_twice(files, facts):
    assert found(forged(files, 10, seq=facts[9].seq, prev=facts[9].prev)) == ("chain", 10)


def test_a_link_to_another_order(files, facts):
    assert found(forged(files, 10, prev=leaf_hash(example.log().entries[5]))) == ("chain", 10)


def test_a_fact_moved_to_another_order(files, facts):
    assert found(forged(files, 10, subject=facts[3].subject)) == ("chain", 10)


def test_an_entry_of_another_log(files):
    assert found(forged(files, 10, log="weituo/another")) == ("other_log", 10)


def test_a_fact_changed_behind_which_the_chain_goes_on(files):
    assert found(forged(files, 10, actor="m-2")) == ("chain", 11)


def test_a_fact_left_out_in_the_middle_of_an_order(files):
    entries = list(example.log().entries)
    del entries[9]
    assert found(resigned(files, entries)) == ("chain", 9)


def test_an_entry_twice(files):
    entries = list(example.log().entries)
    entries.insert(10, entries[9])
    assert found(resigned(files, entries)) == ("same_id", 10)


def test_a_fact_later_than_the_witnesses_saw_it(files, facts):
    last = len(facts) - 1
    later = example.SEEN * 1000 + 3_600_000
    assert refused(forged(files, last, recv=later, at=later)) == "clock_ahead"


def test_a_clock_that_went_back_is_said(files, facts):
    changed = list(facts)
    changed[1] = changed[1]._replace(recv=changed[0].recv - 10_000, at=changed[0].recv - 10_000)
    made = resigned(files, example.rechained(changed))
    assert "clock_back" in {one.code for one in report(made).findings if one.level == "open"}


def test_a_backdated_fact_without_a_reason(files, facts):
    entry = example.log().entries[10]
    at = f'"at":{facts[10].at}'.encode()
    assert found(put(files, 10, entry.replace(at, b'"at":1775797200000'))) == ("entry", 10)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"blobs":[]', b'"blobs":[],"blobs":[]'),
        (b'"v":1', b'"v":1.0'),
        (b'"v":1', b'"v":1e0'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":2'),
        (b'"seq":2', b'"seq":9007199254740992'),
        (b'"seq":2', b'"seq":18446744073709551616'),
        (b'"seq":2', b'"seq":-2'),
        (b'"seq":2', b'"seq":2.0'),
        (b'"seq":2', b'"seq":"2"'),
        (b'"seq":2', b'"seq":' + b"2" * 5000),
        (b'"actor":"m-1"', '"actor":"m-é"'.encode()),
        (b'"actor":"m-1"', '"actor":"e\u0301"'.encode()),
        (b'"actor":"m-1"', '"actor":"é"'.encode()),
        (b'"actor":"m-1"', b'"actor":"m-\\u0031"'),
        (b'"actor":"m-1"', b'"actor":"m-\\u0000"'),
        (b'"actor":"m-1"', b'"actor":"m-\0"'),
        (b'"actor":"m-1"', b'"actor":"m-\xff"'),
        (b'"actor":"m-1"', b'"actor":"\\ud800"'),
        (b'"actor":"m-1"', b'"actor":"m-1","\xf0\x9f\x98\x80":1'),
        (b'"actor":"m-1"', b'"actor":"m-1","\\ud83d\\ude00":1'),
        (b'"actor":"m-1"', b'"actor":NaN'),
        (b'"actor":"m-1"', b'"actor" :"m-1"'),
        (b'{"actor"', b'\xef\xbb\xbf{"actor"'),
        (b'{"actor"', b' {"actor"'),
        (b'{"actor"', b'[{"actor"'),
        (b'"v":1}', b'"v":1}\n'),
        (b'"v":1}', b'"v":1} '),
        (b'"v":1}', b'"v":1}{}'),
        (b'"v":1}', b'"v":1,"x":null}'),
        (b'"body":{}', b'"body":{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
        (b'"body":{}', b'"body":{"stars":5}'),
        (b'"body":{}', b'"body":null'),
        (b'"sd":[]', b'"sd":["a"]'),
        (b'"kind":"order.taken"', b'"kind":"order.eaten"'),
        (b'"kind":"order.taken"', b'"kind":"task.done"'),
    ],
)  # fmt: skip
def test_a_leaf_that_is_not_written_the_one_way_there_is(files, old, new):
    entry = example.log().entries[3]
    assert old in entry
    changed = entry.replace(old, new, 1)
    assert found(put(files, 3, changed)) == ("entry", 3)
    assert refused(put(files, 3, changed)) == "entry"


@pytest.mark.parametrize("entry", [b"", b"null", b"[]", b"{}", b"1", b'"x"', b"\0", b"\xff\xfe{\0}\0", b"[" * 60_000])
def test_a_leaf_that_is_no_fact(files, entry):
    assert found(put(files, 3, entry)) == ("entry", 3)


def test_keys_in_another_order(files):
    data = json.loads(example.log().entries[3])
    turned = json.dumps(dict(reversed(data.items())), separators=(",", ":")).encode()
    assert found(put(files, 3, turned)) == ("entry", 3)


# ── promises ─────────────────────────────────────────────────────────────────

LOST = bytes.fromhex("07" * 32)
OLD = example.SEEN * 1000 - 3_600_000
YOUNG = example.SEEN * 1000 - 30_000
NAME = "receipts/00000009-0000-7000-8000-000000000001"


def test_a_receipt_for_what_was_never_logged_is_a_broken_promise(files):
    lost = example.receipt(LOST, OLD)
    assert refused(files | {NAME: lost}) == "broken_promise"
    assert refused(files, receipts=[lost]) == "broken_promise"


def test_a_fact_dropped_before_it_had_its_place_is_a_broken_promise(files, facts):
    """The reporter holds a receipt; the operator signs a log that never had that order."""
    kept = [fact for fact in facts if fact.subject != facts[2].subject]
    made = resigned(files, example.rechained(kept))
    assert refused(made, receipts=[files[f"receipts/{facts[2].id}"]]) in ("broken_promise", "figures")
    codes = {one.code for one in report(made, receipts=[files[f"receipts/{facts[2].id}"]]).broken}
    assert codes >= {"broken_promise", "figures"}


def test_a_receipt_counts_once_and_stands_under_its_facts_name(files, facts):
    one, two = (f"receipts/{facts[at].id}" for at in (2, 5))
    assert refused(files | {two: files[one]}) == "receipt"
    assert refused(files | {one: files[two], two: files[one]}) == "receipt"
    assert "2 receipts: what" in report(files, receipts=[files[one], files[one]]).text


def test_a_receipt_of_another_log_stays_open(files):
    from covenant.seal import Policy
    from tests.covenant.ledger.example import Signer

    other = Signer("weituo/other")
    policy = Policy.parse(f"log {other.key.line}\n{example.POLICY.text}".encode())
    given = example.receipt(LOST, OLD, "weituo/other", other)
    codes = {one.code for one in report(files, policy, receipts=[given]).findings if one.level == "open"}
    assert "other_receipt" in codes
    assert refused(files, receipts=[given]) == "not_signed"


def test_a_receipt_younger_than_the_log_stays_open(files):
    said = report(files, receipts=[example.receipt(LOST, YOUNG)])
    assert not said.broken
    assert "young_receipt" in {one.code for one in said.findings}
    alone = files | {"checkpoint": example.note(example.log().entries, signers=[example.LOG])}
    young = report(alone, example.ALONE, receipts=[example.receipt(LOST, example.facts()[-1].recv)])
    assert not young.broken, "without a witness the newest fact says how far the log reaches"
    assert refused(alone, example.ALONE, receipts=[example.receipt(LOST, OLD)]) == "broken_promise"


def test_a_receipt_the_log_did_not_sign(files):
    from tests.covenant.ledger.example import Signer

    forger = Signer(example.ORIGIN, seed="forger")
    assert refused(files | {NAME: example.receipt(LOST, OLD, signer=forger)}) == "not_signed"


def test_a_checkpoint_is_no_receipt_and_a_receipt_no_checkpoint(files):
    assert refused(files | {NAME: files["checkpoint"]}) == "bad_lines"
    leaf = merkle.leaf_hash(example.log().entries[2])
    assert refused(files | {"checkpoint": example.receipt(leaf, OLD)}) == "bad_number"
