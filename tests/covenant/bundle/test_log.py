"""Attacks on the log of a bundle: entries, checkpoints, signatures, tiles."""

import io
import tracemalloc

import pytest

from covenant import merkle, tile
from covenant.bundle import PROVEN, Report, log, opened
from covenant.errors import Problems
from covenant.seal import Note, Policy
from tests.covenant.bundle import example
from tests.covenant.bundle.example import ALONE, LOG, POLICY, SEEN, STRANGER, WITNESSES, refused, report
from tests.covenant.ledger.example import Signer

SIZE = len(example.log().entries)
FULL = {"least": SIZE, "since": SEEN * 1000, "months": example.MONTHS}
ENTRIES = f"tile/entries/000.p/{SIZE}"


@pytest.fixture
def files():
    return example.files()


@pytest.fixture
def entries():
    return list(example.log().entries)


def under(text: str, *signers: Signer, seconds: int = SEEN) -> bytes:
    return Note(text, tuple(one.sign(text, seconds) for one in signers)).whole


def text_of(files) -> str:
    return Note.parse(files["checkpoint"]).text


def test_everything_of_the_honest_bundle_is_proven(files):
    found = report(files, **FULL)
    assert not found.broken
    assert [one.code for one in found.findings if one.level != PROVEN] == ["not_ruled", "witnessing", "no_anchor"]
    codes = [one.code for one in found.findings if one.level == PROVEN]
    assert codes.count("figures") == 3
    assert {"log", "earlier", "witnesses", "chains", "least", "recent", "promises", "evidence", "disclosures"} <= {
        *codes
    }


# ── entries ──────────────────────────────────────────────────────────────────


def edited(entries):
    entries[3] = entries[3].replace(b'"party":"A"', b'"party":"B"')


def deleted(entries):
    del entries[8]


def deleted_at_the_end(entries):
    entries.pop()


def swapped(entries):
    entries[4], entries[5] = entries[5], entries[4]


def appended(entries):
    entries.append(entries[-1])


def doubled(entries):
    entries.insert(7, entries[7])


def emptied(entries):
    entries.clear()


@pytest.mark.parametrize(
    "how", [edited, deleted, deleted_at_the_end, swapped, appended, doubled, emptied], ids=lambda how: how.__name__
)
@pytest.mark.parametrize("tiles", ["tiles laid anew", "tiles as they were", "no tiles of hashes"])
def test_entries_that_are_not_those_that_were_signed(files, entries, how, tiles):
    how(entries)
    made = dict(files)
    if tiles == "tiles laid anew":
        made = example.relaid(files, entries)
    else:
        made[ENTRIES] = tile.pack(entries)
        if tiles == "no tiles of hashes":
            del made[f"tile/0/000.p/{SIZE}"]
    assert refused(made, **FULL) in ("root", "bad_entries", "missing")


def test_the_edited_entry_is_named_where_the_tiles_still_tell_of_it(files, entries):
    edited(entries)
    found = report(files | {ENTRIES: tile.pack(entries)})
    assert (found.broken[0].code, found.broken[0].leaf) == ("root", 3)


def test_an_entry_past_the_checkpoint(files, entries):
    assert refused(files | {ENTRIES: tile.pack([*entries, entries[-1]])}) == "bad_entries"
    wider = files | {f"tile/entries/000.p/{SIZE + 1}": tile.pack([*entries, entries[-1]])}
    assert refused(wider) == "strangers"
    assert refused(files | {"tile/entries/001.p/1": tile.pack(entries[:1])}) == "strangers"


def test_an_entry_cut_in_the_middle(files):
    assert refused(files | {ENTRIES: files[ENTRIES][:-1]}) == "bad_entries"
    assert refused(files | {ENTRIES: files[ENTRIES] + b"\0"}) == "bad_entries"
    assert refused(files | {ENTRIES: b""}) == "bad_entries"


def test_tiles_of_hashes_that_disagree_with_the_entries(files):
    name = f"tile/0/000.p/{SIZE}"
    hashes = files[name]
    for wrong in (hashes[:-32] + bytes(32), hashes[32:] + hashes[:32], hashes[:-32], hashes + bytes(32), b""):
        assert refused(files | {name: wrong}) == "tile"


def test_tiles_a_log_of_this_size_does_not_have(files):
    for name in ("tile/1/000.p/1", "tile/0/001.p/1", "tile/0/000", f"tile/0/000.p/{SIZE - 1}", "tile/63/000"):
        assert refused(files | {name: bytes(32)}) == "strangers"


# ── checkpoints ──────────────────────────────────────────────────────────────


def older(files, entries, size=9):
    """The bundle as it was when the log had so many entries: everything in it was truly signed."""
    made = example.resigned(files, entries[:size], seconds=SEEN - 5_000_000)
    return {name: data for name, data in made.items() if not name.startswith(("statements/", "calendars/", "terms/"))}


def test_truncation_to_an_older_checkpoint_is_found_by_the_least_size(files, entries):
    assert refused(older(files, entries), least=SIZE) == "least"


def test_truncation_is_found_by_a_later_checkpoint_left_inside(files, entries):
    made = older(files, entries) | {f"checkpoints/{SIZE}": files["checkpoint"]}
    assert refused(made) == "truncated"


def test_truncation_is_found_by_the_time_of_the_cosignatures(files, entries):
    assert refused(older(files, entries), since=SEEN * 1000) == "recent"


def test_one_witness_alone_cannot_make_an_old_checkpoint_recent(files, entries):
    made = older(files, entries)
    text = text_of(made)
    first, *others = WITNESSES.values()
    note = Note(text, (LOG.sign(text), first.sign(text, SEEN + 9), *(one.sign(text, SEEN - 9_000) for one in others)))
    assert refused(made | {"checkpoint": note.whole}, since=SEEN * 1000) == "recent"


def test_one_witness_alone_cannot_excuse_a_log_whose_clock_is_ahead(files, entries):
    text = text_of(files)
    late, *others = WITNESSES.values()
    early = SEEN - 3_600
    note = Note(text, (LOG.sign(text), late.sign(text, SEEN), *(one.sign(text, early) for one in others)))
    assert refused(files | {"checkpoint": note.whole}) == "clock_ahead"


def test_without_what_comes_from_outside_the_report_says_what_it_cannot_know(files):
    assert "least" in {one.code for one in report(files).findings if one.level == "open"}


def test_an_older_checkpoint_under_another_size(files):
    assert refused(files | {"checkpoints/8": files["checkpoints/9"]}) == "checkpoint"


def test_an_older_checkpoint_the_log_did_not_sign(files):
    text = Note.parse(files["checkpoints/9"]).text
    assert refused(files | {"checkpoints/9": under(text, *WITNESSES.values())}) == "checkpoint"
    other = Signer(LOG.key.name, seed="another")
    assert refused(files | {"checkpoints/9": under(text, other)}) == "checkpoint"


def test_an_older_checkpoint_of_another_log_of_the_policy_is_no_fraud(files):
    sister = Signer("weituo/sister")
    policy = Policy.parse(f"log {sister.key.line}\n{POLICY.text}".encode())
    text = text_of(files).replace("weituo/test\n", "weituo/sister\n").replace(f"\n{SIZE}\n", "\n9\n")
    assert refused(files | {"checkpoints/9": under(text, sister)}, policy) == "checkpoint"
    assert (
        refused(files | {f"checkpoints/{SIZE + 1}": under(text.replace("\n9\n", f"\n{SIZE + 1}\n"), sister)}, policy)
        == "checkpoint"
    )


@pytest.mark.parametrize("size", [9, SIZE])
def test_two_notes_of_one_size_with_different_roots_prove_the_fraud(files, entries, size):
    entries[2] = entries[3]
    fork = example.note(entries[:size], signers=[LOG])
    assert refused(files | {f"checkpoints/{size}": fork}) == "two_logs"


def test_a_checkpoint_larger_than_any_log_ends_at_once(files):
    for size in (10**9, 2**62, 2**63 - 1):
        text = f"weituo/test\n{size}\n{text_of(files).splitlines()[2]}\n"
        assert refused(files | {"checkpoint": under(text, LOG, *WITNESSES.values())}) in ("too_large", "missing")


def test_entries_nobody_signed_are_not_kept(files):
    """A truly signed size and tiles full of the longest entries: a small zip file that would fill any memory."""
    size = 256 * 12
    text = f"weituo/test\n{size}\n{text_of(files).splitlines()[2]}\n"
    packed = tile.pack([b"x" * 60_000] * 256)

    class Full:
        def read(self, name: str) -> bytes:
            return under(text, LOG, *WITNESSES.values()) if name == "checkpoint" else packed

    found = Report()
    tracemalloc.start()
    try:
        assert log.read(Full(), POLICY, found, set()) is None
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [one.code for one in found.findings] == ["root"]
    assert most < 3 * len(packed), "one tile at a time"


def test_a_bundle_that_changes_while_it_is_read(files):
    other = tile.pack([*example.log().entries[1:], example.log().entries[0]])

    class Turning(type(opened(io.BytesIO(example.zipped(files))))):
        turns = 0

        def read(self, name: str) -> bytes:
            self.turns += name == ENTRIES
            return other if name == ENTRIES and self.turns > 1 else super().read(name)

    with pytest.raises(Problems, match="changed while"):
        log.read(Turning(io.BytesIO(example.zipped(files))), POLICY, Report(), set())


# ── who signed ───────────────────────────────────────────────────────────────


def test_witness_lines_stripped(files):
    assert refused(files | {"checkpoint": example.note(example.log().entries, signers=[LOG])}) == "no_quorum"
    one = example.note(example.log().entries, signers=[LOG, WITNESSES["w1"]])
    assert refused(files | {"checkpoint": one}) == "no_quorum"


def test_two_of_three_are_enough_and_the_third_is_not_named(files):
    two = example.note(example.log().entries, signers=[LOG, WITNESSES["w1"], WITNESSES["w3"]])
    found = report(files | {"checkpoint": two})
    assert not found.broken
    assert any("Cosigned by w1, w3;" in one.text for one in found.findings)


def test_one_witness_counted_twice(files):
    text = text_of(files)
    first = WITNESSES["w1"]
    twice = Note(text, (LOG.sign(text), first.sign(text, SEEN), first.sign(text, SEEN + 1)))
    assert refused(files | {"checkpoint": twice.whole}) == "signed_twice"


def test_a_witness_under_another_name_and_a_stranger_are_nobody(files):
    again = Signer("witness.example/9", WITNESSES["w1"].key.kind, seed="witness.example/1")
    for other in (again, STRANGER):
        note = under(text_of(files), LOG, WITNESSES["w1"], other)
        assert refused(files | {"checkpoint": note}) == "no_quorum"


def test_the_log_does_not_witness_itself(files):
    itself = Signer(LOG.key.name, WITNESSES["w1"].key.kind)
    assert refused(files | {"checkpoint": under(text_of(files), LOG, WITNESSES["w1"], itself)}) == "no_quorum"


def test_the_witnesses_without_the_log_are_not_enough(files):
    assert refused(files | {"checkpoint": under(text_of(files), *WITNESSES.values())}) == "not_signed"


def test_a_cosignature_with_another_time(files):
    note = Note.parse(files["checkpoint"])
    data = bytearray(note.signatures[1].data)
    data[7] ^= 1
    spoilt = note._replace(signatures=(note.signatures[0], note.signatures[1]._replace(data=bytes(data))))
    assert refused(files | {"checkpoint": spoilt.whole}) == "bad_signature"


def test_a_cosignature_of_the_older_checkpoint(files):
    old = Note.parse(files["checkpoints/9"]).signatures
    spoilt = Note(text_of(files), (LOG.sign(text_of(files)), *old[1:]))
    assert refused(files | {"checkpoint": spoilt.whole}) == "bad_signature"


@pytest.mark.parametrize("name", ["policy", "keys/log", "policy.json", "witnesses", "checkpoint.pub", "tile/policy"])
def test_policy_and_keys_offered_by_the_bundle_itself(files, name):
    assert refused(files | {name: ALONE.text.encode()}) == "unknown_file"


def test_a_policy_inside_a_file_that_belongs_there_changes_nothing(files):
    manifest = files["bundle.json"].replace(b'"months":[]', b'"months":[],"policy":"quorum none"')
    alone = example.note(example.log().entries, signers=[LOG])
    assert refused(files | {"bundle.json": manifest, "checkpoint": alone}) == "no_quorum"


def test_a_manifest_that_tells_of_another_log(files):
    for old, new in ((b"weituo/test", b"weituo/best"), (b'"size":26', b'"size":25'), (b'"size":26', b'"size":"26"')):
        assert refused(files | {"bundle.json": files["bundle.json"].replace(old, new)}) == "manifest"


# ── how notes are written ────────────────────────────────────────────────────


def hyphens(note):
    return note.replace("— ".encode(), b"- ")


def windows(note):
    return note.replace(b"\n", b"\r\n")


def seventeen(note):
    return note + note.splitlines(keepends=True)[-1] * 13


def huge(note):
    return note.replace(b"\n\n", b"\n" + b"x" * 100_000_000 + b"\n\n")


def two_gaps(note):
    return note.replace(b"\n\n", b"\n\n\n")


def without_its_end(note):
    return note[:-1]


def seven_with_zeros(note):
    return note.replace(b"\n26\n", b"\n026\n")


def plus_sign(note):
    return note.replace(b"\n26\n", b"\n+26\n")


def arabic_digits(note):
    return note.replace(b"\n26\n", "\n٢٦\n".encode())


def beyond_the_largest(note):
    return note.replace(b"\n26\n", b"\n18446744073709551615\n")


def a_fourth_line(note):
    return note.replace(b"\n\n", b"\nmore\n\n")


def short_root(note):
    return note.replace(b"=\n\n", b"\n\n")


def latin(note):
    return note.replace(b"test", b"t\xe9st")


def a_terminals_control(note):
    return note.replace(b"weituo/test", "weituo/\x9b2Jtest".encode())


def a_text_turned_round(note):
    return note.replace(b"weituo/test", "weituo/\u202etset".encode())


def nothing(note):
    return b""


WAYS = (
    hyphens, windows, seventeen, huge, two_gaps, without_its_end, seven_with_zeros, plus_sign, arabic_digits,
    beyond_the_largest, a_fourth_line, short_root, latin, a_terminals_control, a_text_turned_round, nothing,
)  # fmt: skip


@pytest.mark.parametrize("name", ["checkpoint", "checkpoints/9", "receipts/00000001-0000-7000-8000-000000000001"])
@pytest.mark.parametrize("how", WAYS, ids=lambda how: how.__name__)
def test_notes_that_are_not_written_the_one_way_there_is(files, name, how):
    spoilt = how(files[name])
    if spoilt != files[name]:
        made = files | {name: spoilt}
        assert refused(example.stored(made), **FULL) not in ("", "figures")


def test_a_root_that_was_never_a_tree(files):
    text = text_of(files).replace(text_of(files).splitlines()[2], "A" * 43 + "=")
    assert refused(files | {"checkpoint": under(text, LOG, *WITNESSES.values())}) == "root"


def test_an_empty_log_that_was_truly_signed_does_not_have_the_entries_to_be_expected(files):
    made = {"bundle.json": files["bundle.json"].replace(b'"size":26', b'"size":0'), "checkpoint": example.note([])}
    assert merkle.EMPTY
    assert refused(made, least=1) == "least"
    assert refused(made, months=["2026-04"]) == "no_statement"
