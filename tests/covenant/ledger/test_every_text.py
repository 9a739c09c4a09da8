"""For every format: what is read is written back the same, and no input ends in anything but Problems."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant import tile
from covenant.errors import Problems
from covenant.seal import COSIGNATURE, ED25519, Checkpoint, Note, Policy, Proof, Receipt, Signature, VerifierKey
from covenant.seal.note import signature
from covenant.seal.text import LARGEST
from tests.covenant.ledger.example import LOG, TIME, WITNESSES, Signer, checkpoint, mutated, signed
from tests.covenant.ledger.test_papers import POLICY, PROOF, RECEIPT

NOTE = signed(checkpoint().text, LOG, *WITNESSES.values())
EXTRA = Proof(PROOF.index, PROOF.hashes, PROOF.note, b"extra").whole
# name → (reads text or bytes into something, writes it, valid inputs)
FORMATS = {
    "note": (Note.parse, lambda one: one.whole, [NOTE, signed(RECEIPT.text, LOG)]),
    "proof": (Proof.parse, lambda one: one.whole, [PROOF.whole, EXTRA]),
    "policy": (Policy.parse, None, [POLICY.text.encode()]),
    "checkpoint": (Checkpoint.parse, lambda one: one.text, [checkpoint().text, checkpoint(0).text]),
    "receipt": (Receipt.parse, lambda one: one.text, [RECEIPT.text]),
    "key": (VerifierKey.parse, lambda one: one.line, [LOG.key.line, WITNESSES["w1"].key.line]),
    "signature": (signature, lambda one: one.line, [LOG.sign("x").line, WITNESSES["w1"].sign("x", TIME).line]),
    "tile": (tile.parse, lambda one: one.path, ["tile/0/x001/234", "tile/entries/273.p/112", "tile/63/000.p/1"]),
}
EVERY = pytest.mark.parametrize("name", FORMATS)
NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="+"), min_size=1, max_size=20)
HASHES = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, LARGEST)


def attempt(read, given):
    """What was read; None when it was refused in words."""
    try:
        return read(given)
    except Problems as problems:
        said = str(problems)
        said.encode()  # an error can be shown everywhere
        assert all(problem.message.endswith(".") for problem in problems.problems)  # noqa: PT017
        return None


@EVERY
def test_valid_texts_are_read_and_written_back_the_same(name):
    read, write, valid = FORMATS[name]
    for one in valid:
        found = read(one)
        assert write is None or write(found) == one


@EVERY
def test_whatever_is_changed_is_refused_in_words_or_reads_as_what_it_then_says(name):
    """Fuzzing, the same in every run. What is still read must be written back byte for byte: there is one spelling."""
    read, write, valid = FORMATS[name]
    rng = random.Random(f"weituo {name}")
    raw = [one if isinstance(one, bytes) else one.encode() for one in valid]
    refused = 0
    for _ in range(4000):
        data = mutated(rng, rng.choice(raw), raw)
        given = data if isinstance(valid[0], bytes) else data.decode(errors=rng.choice(["replace", "surrogateescape"]))
        found = attempt(read, given)
        refused += found is None
        if found is not None and write is not None:
            assert write(found) == given
        if found is not None and write is None:
            assert read(found.text.encode()) == found
    assert refused > 1000


@given(st.binary(max_size=200), st.text(max_size=200))
def test_any_bytes_and_any_text_are_refused_in_words(data, text):
    for read, _, valid in FORMATS.values():
        attempt(read, data if isinstance(valid[0], bytes) else text)


@EVERY
def test_lone_surrogates_and_endless_digits_are_refused_in_words(name):
    read, _, valid = FORMATS[name]
    for piece in ("\ud800", "9" * 10_000, "x001/" * 2000, "\0", "\n" * 2000):
        for one in valid:
            if isinstance(one, bytes):
                whole = [one + piece.encode(errors="surrogatepass"), piece.encode(errors="surrogatepass") + one]
            else:
                whole = [one + piece, piece + one, one.replace("/", f"/{piece}", 1)]
            found = [attempt(read, wrong) for wrong in whole]
            assert isinstance(one, bytes) or found == [None] * len(whole)  # a note's text may be anything


def test_changed_notes_are_never_sealed_unless_text_and_enough_signatures_are_untouched():
    rng, kept = random.Random(6), 0
    right = Note.parse(PROOF.note)
    for _ in range(2000):
        data = mutated(rng, PROOF.note, [PROOF.note, NOTE, signed(RECEIPT.text, LOG)])
        found = attempt(POLICY.sealed, data)
        if found is not None:
            note = Note.parse(data)
            assert note.text == right.text
            assert set(right.signatures) <= set(note.signatures)
            kept += 1
    assert kept < 200


def test_a_proof_with_any_one_bit_turned_proves_nothing_or_the_same():
    """Bits of a name nobody knows do not exist here: every signature in it is one the policy asks for."""
    data = PROOF.whole
    rng = random.Random(7)
    for bit in rng.sample(range(8 * len(data)), 1500):
        wrong = bytearray(data)
        wrong[bit // 8] ^= 1 << bit % 8
        found = attempt(Proof.parse, bytes(wrong))
        assert found is None or attempt(lambda one: one.proven(b"entry 6", POLICY), found) is None


@given(NAMES, NUMBERS.filter(bool), HASHES)
def test_checkpoints_are_read_back_the_same(origin, size, root):
    one = Checkpoint(origin, size, root)
    assert Checkpoint.parse(one.text) == one


@given(NAMES, HASHES, NUMBERS)
def test_receipts_are_read_back_the_same(origin, leaf, taken):
    one = Receipt(origin, leaf, taken)
    assert Receipt.parse(one.text) == one


LINES = st.builds(Signature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=100))
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=60)


@given(TEXTS, st.lists(LINES, min_size=1, max_size=16))
def test_notes_are_read_back_the_same(text, lines):
    one = Note(text + "\n", tuple(lines))
    assert Note.parse(one.whole) == one


@given(NUMBERS, st.lists(HASHES, max_size=63), TEXTS, st.none() | st.binary(max_size=50))
def test_proofs_are_read_back_the_same(index, hashes, note, extra):
    one = Proof(index, tuple(hashes), note.encode(), extra)
    assert Proof.parse(one.whole) == one


@given(NAMES, st.sampled_from([ED25519, COSIGNATURE]))
def test_keys_are_read_back_the_same(name, kind):
    one = Signer(name, kind).key
    assert VerifierKey.parse(one.line) == one
