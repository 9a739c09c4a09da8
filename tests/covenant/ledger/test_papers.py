"""Proofs and receipts: what one keeps to show later. Neither is ever taken for the other, nor for a checkpoint."""

from base64 import b64encode
from dataclasses import replace

import pytest

from covenant import merkle
from covenant.seal import COSIGNATURE, Checkpoint, Note, Policy, Proof, Receipt
from covenant.seal.proof import HEAD
from tests.covenant.ledger.example import (
    LOG,
    ORIGIN,
    TIME,
    WITNESSES,
    Signer,
    checkpoint,
    leaves,
    problem,
    reader,
    signed,
)

SIZE, INDEX, ENTRY = 11, 6, b"entry 6"
HASH = b64encode(bytes(32)).decode()
READ = reader(leaves(SIZE))
NOTE = signed(checkpoint(SIZE).text, LOG, WITNESSES["w1"], WITNESSES["w2"])
PROOF = Proof(INDEX, tuple(merkle.inclusion(READ, INDEX, SIZE)), NOTE)
POLICY = Policy.parse(
    "\n".join(
        [
            f"log {LOG.key.line}",
            *(f"witness {name} {WITNESSES[name].key.line}" for name in ("w1", "w2", "w3")),
            "group g 2 w1 w2 w3",
            "quorum g",
        ]
    ).encode()
)
RECEIPT = Receipt(ORIGIN, merkle.leaf_hash(ENTRY), TIME * 1000)


# ── proofs ──


def test_a_proof_shows_its_entry_in_the_log_and_says_who_cosigned():
    for extra in (None, b"", b"what nobody signed"):
        data = replace(PROOF, extra=extra).whole
        found = Proof.parse(data).proven(ENTRY, POLICY, ORIGIN)
        assert (found.checkpoint, set(found.witnesses)) == (checkpoint(SIZE), {"w1", "w2"})


def test_a_proof_reads_as_the_specification_writes_it():
    lines = replace(PROOF, extra=b"more").whole.decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 6"]
    assert lines[3 : lines.index("")] == [b64encode(one).decode() for one in PROOF.hashes]
    assert "\n".join(lines[lines.index("") + 1 :]).encode() == NOTE


def test_a_log_of_one_entry_has_a_proof_without_hashes():
    data = Proof(0, (), signed(checkpoint(1).text, LOG, WITNESSES["w1"], WITNESSES["w2"])).whole
    assert Proof.parse(data).proven(b"entry 0", POLICY).checkpoint.size == 1


@pytest.mark.parametrize(("change", "code"), [
    ({"index": INDEX + 1}, "not_included"), ({"index": SIZE}, "not_included"), ({"index": 2**63 - 1}, "not_included"),
    ({"hashes": PROOF.hashes[:-1]}, "not_included"), ({"hashes": (*PROOF.hashes, bytes(32))}, "not_included"),
    ({"hashes": PROOF.hashes[::-1]}, "not_included"), ({"hashes": ()}, "not_included"),
    ({"note": signed(checkpoint(SIZE).text, LOG, WITNESSES["w1"])}, "no_quorum"),
    ({"note": signed(checkpoint(SIZE).text, WITNESSES["w1"], WITNESSES["w2"])}, "not_signed"),
    ({"note": signed(checkpoint(SIZE + 1).text, LOG, WITNESSES["w1"], WITNESSES["w2"])}, "not_included"),
    ({"note": signed(RECEIPT.text, LOG)}, "bad_number"), ({"note": b""}, "no_signatures"),
])  # fmt: skip
def test_a_proof_with_another_place_path_or_checkpoint_is_refused(change, code):
    wrong = Proof.parse(replace(PROOF, **change).whole)
    assert problem(wrong.proven, ENTRY, POLICY).code == code


def test_a_proof_is_of_its_entrys_very_bytes_and_of_the_log_asked_for():
    for entry in (b"", b"entry 7", b"Entry 6", ENTRY + b"\n", b"\0" + ENTRY):
        assert problem(PROOF.proven, entry, POLICY).code == "not_included"
    assert problem(PROOF.proven, ENTRY, POLICY, "weituo.example/peony").code == "other_log"


def test_a_node_of_the_tree_is_no_entry():
    """What is hashed for a node begins with another byte: an inner node cannot be shown as a leaf (RFC 6962 2.1)."""
    root = checkpoint(2).root
    node = b"".join(leaves(2))
    note = signed(checkpoint(2).text, LOG, WITNESSES["w1"], WITNESSES["w2"])
    assert merkle.node_hash(*leaves(2)) == root
    assert problem(Proof(0, (), note).proven, node, POLICY).code == "not_included"


@pytest.mark.parametrize(("data", "code"), [
    ("", "bad_head"), ("wrong-header\nindex 0\n\ncheckpoint\n", "bad_head"), (f" {HEAD}\nindex 0\n\nx\n", "bad_head"),
    (f"{HEAD} \nindex 0\n\nx\n", "bad_head"), ("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n", "bad_head"),
    (f"{HEAD}\nindex 0\n", "bad_head"), (f"{HEAD}\n", "bad_head"), (f"\n\n{HEAD}\nindex 0\n\nx\n", "bad_head"),
    (f"{HEAD}\n\ncheckpoint\n", "no_index"), (f"{HEAD}\n{HASH}\nindex 0\n\nx\n", "no_index"),
    (f"{HEAD}\nextra AAAA\nextra AAAA\nindex 0\n\nx\n", "no_index"), (f"{HEAD}\nindex\n\nx\n", "no_index"),
    (f"{HEAD}\nIndex 0\n\nx\n", "no_index"), (f"{HEAD}\nextra\nindex 0\n\nx\n", "no_index"),
    (f"{HEAD}\nextra !!notbase64!!\nindex 0\n\nx\n", "bad_base64"), (f"{HEAD}\nextra AB==\nindex 0\n\nx\n", "bad_base64"),
    *((f"{HEAD}\nindex {index}\n\nx\n", "bad_number")
      for index in ("notanumber", "-5", "+5", "007", "", " 5", "5 ", "٣", "1.0", str(2**63), str(2**64 - 1))),
    (f"{HEAD}\nindex 0\nindex 0\n\nx\n", "bad_base64"), (f"{HEAD}\nindex 0\nextra AAAA\n\nx\n", "bad_base64"),
    (f"{HEAD}\nindex 0\n!!notbase64!!\n\nx\n", "bad_base64"), (f"{HEAD}\nindex 0\n{HASH[:-1]}\n\nx\n", "bad_base64"),
    (f"{HEAD}\nindex 0\n{b64encode(bytes(64)).decode()}\n\nx\n", "bad_base64"),
    (f"{HEAD}\nindex 0\n{b64encode(bytes(31)).decode()}\n\nx\n", "bad_base64"),
    (f"{HEAD}\nindex 0\n{HASH} \n\nx\n", "bad_base64"),
    (f"{HEAD}\nindex 0\n" + f"{HASH}\n" * 64 + "\nx\n", "too_long"),
    (f"{HEAD}\nindex 0\n" + "a" * 2**20 + "\n", "too_long"),
    (f"{HEAD}\r\nindex 0\r\n\r\nx\r\n", "carriage_return"), (f"{HEAD}\nindex 0\n\n\0", "control_character"),
])  # fmt: skip
def test_a_proof_written_another_way_is_refused(data, code):
    """The first cases are those of transparency-dev's own parser, by what they are about."""
    assert problem(Proof.parse, data.encode()).code == code


def test_sixty_three_hashes_are_read():
    data = (f"{HEAD}\nindex 0\n" + f"{HASH}\n" * 63 + "\nx\n").encode()
    assert Proof.parse(data).whole == data


# ── receipts ──


def test_a_receipt_is_the_logs_word_that_it_took_this_leaf_then():
    data = signed(RECEIPT.text, LOG)
    assert RECEIPT.text.startswith(f"{ORIGIN}/receipt\n")
    assert Receipt.promised(data, [LOG.key]) == RECEIPT
    assert Receipt.promised(data, [WITNESSES["w1"].key, Signer("other").key, LOG.key]) == RECEIPT


def test_a_receipt_is_never_read_as_a_checkpoint_and_a_checkpoint_never_as_a_receipt():
    assert problem(Checkpoint.parse, RECEIPT.text).code == "bad_number"
    assert problem(Receipt.parse, checkpoint().text).code == "bad_lines"
    wanted = Policy.parse(f"log {LOG.key.line}\nquorum none\n".encode())
    assert problem(wanted.sealed, signed(RECEIPT.text, LOG)).code == "bad_number"
    assert problem(Receipt.promised, signed(checkpoint().text, LOG), [LOG.key]).code == "bad_lines"
    # not even of a log whose own name ends like a receipt, nor with a leaf or root somebody chose to look like a number
    odd = checkpoint(5, origin=f"{ORIGIN}/receipt")
    assert problem(Receipt.parse, odd.text).code == "bad_base64"
    for leaf in (bytes(32), b"1" * 32):
        assert problem(Checkpoint.parse, RECEIPT._replace(leaf=leaf).text).code == "bad_number"


def test_a_receipt_counts_only_with_the_key_of_its_own_log():
    other = Signer("weituo.example/peony")
    assert problem(Receipt.promised, signed(RECEIPT.text, other), [LOG.key, other.key]).code == "not_signed"
    assert problem(Receipt.promised, signed(RECEIPT.text, LOG), [other.key]).code == "not_signed"
    assert problem(Receipt.promised, signed(RECEIPT.text, LOG), []).code == "not_signed"
    named = Signer(f"{ORIGIN}/receipt")
    assert problem(Receipt.promised, signed(RECEIPT.text, named), [named.key]).code == "not_signed"


def test_a_witness_cannot_promise_for_a_log():
    twin = Signer(ORIGIN, COSIGNATURE)
    assert problem(Receipt.promised, signed(RECEIPT.text, twin), [twin.key]).code == "not_signed"


def test_a_receipt_changed_in_any_line_is_refused():
    line = LOG.sign(RECEIPT.text)
    for changed in (
        RECEIPT._replace(origin="weituo.example/peony"),
        RECEIPT._replace(leaf=merkle.leaf_hash(b"another")),
        RECEIPT._replace(taken=RECEIPT.taken + 1),
    ):
        assert problem(Receipt.promised, Note(changed.text, (line,)).whole, [LOG.key]).code == "bad_signature"


LEAF = b64encode(RECEIPT.leaf).decode()


@pytest.mark.parametrize(("text", "code"), [
    ("", "bad_lines"), (f"{ORIGIN}\n{LEAF}\n1\n", "bad_lines"), (f"{ORIGIN}/Receipt\n{LEAF}\n1\n", "bad_lines"),
    (f"{ORIGIN}/receipt\n{LEAF}\n1", "bad_lines"), (f"{ORIGIN}/receipt\n{LEAF}\n1\n\n", "bad_lines"),
    (f"{ORIGIN}/receipt\n{LEAF}\n1\nmore\n", "bad_lines"), (f"{ORIGIN}/receipt/\n{LEAF}\n1\n", "bad_lines"),
    (f"/receipt\n{LEAF}\n1\n", "bad_name"), (f"a b/receipt\n{LEAF}\n1\n", "bad_name"), (f"a+b/receipt\n{LEAF}\n1\n", "bad_name"),
    (f"{ORIGIN}/receipt\n{LEAF[:-1]}\n1\n", "bad_base64"), (f"{ORIGIN}/receipt\n\n1\n", "bad_base64"),
    *((f"{ORIGIN}/receipt\n{LEAF}\n{taken}\n", "bad_number") for taken in ("", "-1", "+1", "01", "1.5", "٣", str(2**63))),
])  # fmt: skip
def test_a_receipt_is_three_lines_and_nothing_else(text, code):
    assert problem(Receipt.parse, text).code == code


def test_a_log_with_the_longest_name_can_give_receipts():
    long = Signer("x" * 255)
    receipt = RECEIPT._replace(origin=long.key.name)
    assert Receipt.promised(signed(receipt.text, long), [long.key]) == receipt
