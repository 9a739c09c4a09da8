"""A small log another implementation made: every one of its files is made again here, byte for byte."""

from base64 import b64decode
from itertools import pairwise

import pytest

from covenant import merkle, tile
from covenant.seal import Checkpoint, Note, VerifierKey
from covenant.tile import Tile
from tests.covenant.ledger.example import vectors

FILES = {path: b64decode(data) for path, data in vectors("tessera-log.json").items()}
KEY = VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
SIZE = 15
SIZES = range(SIZE + 1)
ENTRIES = tile.unpack(FILES[Tile(None, 0, SIZE).path], SIZE)
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def note_of(size):
    return FILES[f"checkpoint.{size}"]


def test_the_log_has_a_checkpoint_of_every_size_and_the_newest_under_its_own_name():
    assert sorted(path for path in FILES if path.startswith("checkpoint")) == sorted(
        ["checkpoint", *(f"checkpoint.{size}" for size in SIZES)]
    )
    assert FILES["checkpoint"] == note_of(SIZE)


@pytest.mark.parametrize("size", SIZES)
def test_each_checkpoint_is_signed_and_its_root_is_that_of_the_entries(size):
    note = Note.parse(note_of(size))
    found = Checkpoint.parse(note.text)
    assert note.signed_by([KEY]) == {KEY: None}
    assert found == (KEY.name, size, merkle.root_of(LEAVES[:size]))
    assert (found.text, note.whole) == (note.text, note_of(size))


def test_the_tiles_and_entries_after_each_entry_are_made_again_byte_for_byte():
    made, kept = {}, {}

    def last(level, number):
        return kept[level, number]

    for size in SIZES[1:]:
        kept.update(tile.grow(LEAVES[size - 1 : size], size - 1, last))
        for one in tile.of_log(size):
            if one.level is None:
                made[one.path] = tile.pack(ENTRIES[one.number * 256 :][: one.width])
            else:
                made[one.path] = kept[one.level, one.number][: one.width * merkle.WIDTH]
    assert made == {path: data for path, data in FILES.items() if path.startswith("tile/")}


def test_every_path_of_the_log_is_read_and_written_the_same():
    paths = [path for path in FILES if path.startswith("tile/")]
    assert len(paths) == 2 * SIZE
    assert [tile.parse(path).path for path in paths] == paths


@pytest.mark.parametrize("size", SIZES[1:])
def test_proofs_from_the_published_tiles_hold_under_the_published_roots(size):
    root = Checkpoint.parse(Note.parse(note_of(size)).text).root
    read = tile.reader(lambda level, number: FILES[Tile(level, number, size).path])
    for index in range(size):
        proof = merkle.inclusion(read, index, size)
        assert merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
    for old in range(1, size + 1):
        before = Checkpoint.parse(Note.parse(note_of(old)).text).root
        assert merkle.verify_consistency(old, size, merkle.consistency(read, old, size), before, root)


def test_no_signature_of_the_log_fits_another_checkpoint():
    for one, other in pairwise(SIZES):
        text, lines = Note.parse(note_of(one)).text, Note.parse(note_of(other)).signatures
        with pytest.raises(ValueError, match="does not fit the text"):
            Note(text, lines).signed_by([KEY])
