"""A log's files: which there are, what they are called, and that they hold the same however the log grew."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant import merkle, tile
from covenant.errors import Problems
from covenant.tile import Tile
from tests.covenant.ledger.example import leaves

LARGE = 70_000
SIZES = st.integers(0, 1500)


def whole(size):
    """The tiles of a log by the definition of C2SP tlog-tiles: entry i of tile n of level l is MTH of 256^l leaves."""
    found, row, level = {}, leaves(size), 0
    while row:
        for number in range(0, len(row), 256):
            found[level, number // 256] = b"".join(row[number : number + 256])
        full = len(row) // 256
        row = [merkle.root_of(row[at * 256 : at * 256 + 256]) for at in range(full)]
        level += 1
    return found


def grown(batches):
    """The tiles of a log that took these many leaves at a time."""
    kept: dict = {}
    hashes, start = leaves(sum(batches)), 0

    def last(level, number):
        return kept[level, number]

    for count in batches:
        changed = tile.grow(hashes[start : start + count], start, last)
        assert all(kept.get(place, b"") == data[: len(kept.get(place, b""))] for place, data in changed.items())
        kept.update(changed)
        start += count
    return kept


@cache
def large():
    return grown([LARGE])


def test_the_worked_example_of_tlog_tiles_a_log_of_70000():
    tiles = list(tile.of_log(LARGE))
    widths = {level: [one.width for one in tiles if one.level == level] for level in (0, 1, 2, 3, None)}
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1], 3: [], None: [256] * 273 + [112]}
    assert {one.path for one in tiles if one.width < 256} == {
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "tile/entries/273.p/112",
    }
    kept = large()
    assert {(one.level, one.number, one.width) for one in tiles if one.level is not None} == {
        (*place, len(data) // merkle.WIDTH) for place, data in kept.items()
    }


def test_a_log_of_256_has_a_full_tile_and_a_partial_one_above():
    assert [one.path for one in tile.of_log(256)] == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]


def test_an_empty_log_has_no_tiles():
    assert list(tile.of_log(0)) == []
    assert tile.grow([], 0, lambda *_: b"") == {}


def test_the_root_and_proofs_read_from_tiles_are_those_of_the_leaves():
    kept, hashes = large(), leaves(LARGE)
    read = tile.reader(lambda level, number: kept[level, number])
    root = merkle.root_of(hashes)
    assert merkle.root(read, LARGE) == root
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_888, LARGE - 1):
        proof = merkle.inclusion(read, index, LARGE)
        assert merkle.verify_inclusion(hashes[index], index, LARGE, proof, root)
    for old in (1, 255, 256, 257, 65_535, 65_536, 65_537, LARGE - 1):
        proof = merkle.consistency(read, old, LARGE)
        assert merkle.verify_consistency(old, LARGE, proof, merkle.root_of(hashes[:old]), root)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 5), st.integers(200, 300)), max_size=8))
def test_however_many_leaves_come_at_a_time_the_tiles_are_the_same(batches):
    assert grown(batches) == whole(sum(batches))


def test_two_full_levels_grown_over_their_borders_are_the_same_as_made_at_once():
    assert grown([65_535, 1, 1, 4_463]) == large() == whole(LARGE)


@settings(max_examples=60, deadline=None)
@given(SIZES)
def test_the_tiles_a_log_has_are_exactly_those_it_needs(size):
    held = {(one.level, one.number): one.width * merkle.WIDTH for one in tile.of_log(size) if one.level is not None}
    assert held == {place: len(data) for place, data in whole(size).items()}
    assert sum(one.width for one in tile.of_log(size) if one.level is None) == size


def test_growing_from_a_tile_that_is_too_short_is_refused():
    with pytest.raises(LookupError, match="tile 0/0 is too short"):
        tile.grow(leaves(1), 3, lambda *_: b"\0" * 64)


def test_reading_past_what_a_tile_holds_is_refused():
    read = tile.reader(lambda *_: b"\0" * 64)
    with pytest.raises(LookupError, match="tile 0/0 is too short"):
        read(0, 2)
    with pytest.raises(LookupError, match="tile 0/0 is too short"):
        read(2, 0)


@pytest.mark.parametrize(("number", "path"), [
    (0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067"), (10**9, "x001/x000/x000/000"),
])  # fmt: skip
def test_numbers_are_written_in_groups_of_three(number, path):
    assert tile.number_path(number) == path
    assert tile.parse(f"tile/0/{path}").number == number


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**55), st.integers(1, 256))
def test_every_path_written_is_read_back_the_same(level, number, width):
    one = Tile(level, number, width)
    assert tile.parse(one.path) == one


@pytest.mark.parametrize("path", [
    "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
    "tile/+1/000", "tile/0/x000/000", "tile/0/x000/x001/000", "tile/0/001/000", "tile/0/x001", "tile/0/X001/000",
    "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/300", "tile/0/000.p/1000",
    "tile/0/000.p/", "tile/0/000.p", "tile/0/000/1", "tile/entries/0", "tile/entry/000", "tile/8/0/000", "/tile/0/000",
    "tile/0/000/", "tile/0/000\n", " tile/0/000", "tile/0/../000", "tile//000", "tile\\0\\000", "tile/0/٠٠٠", "tile/٠/000",
    "tile/0/０００", "tile/0/000.p/٣", "tile/0/000%00", "tile/0/000\0", "Tile/0/000", "checkpoint",
    "tile/0/" + "x001/" * 6 + "000", "tile/0/" + "x001/" * 3000 + "000",
])  # fmt: skip
def test_what_is_not_written_the_one_way_is_no_tile(path):
    with pytest.raises(Problems, match="is no tile"):
        tile.parse(path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_are_packed_and_unpacked_the_same(entries):
    assert tile.unpack(tile.pack(entries), len(entries)) == entries


def test_the_longest_entry_is_65535_bytes():
    entry = b"x" * 65_535
    assert tile.unpack(tile.pack([entry]), 1) == [entry]
    with pytest.raises(ValueError, match="longer than its length can say"):
        tile.pack([entry + b"x"])


@given(st.binary(max_size=40), st.integers(0, 5))
def test_a_tile_of_entries_is_unpacked_whole_or_not_at_all(data, width):
    try:
        found = tile.unpack(data, width)
    except Problems:
        return
    assert len(found) == width
    assert tile.pack(found) == data


@pytest.mark.parametrize("width", [0, 1, 3])
def test_a_tile_with_more_or_fewer_entries_than_it_says_is_refused(width):
    with pytest.raises(Problems, match="does not hold the entries it should"):
        tile.unpack(tile.pack([b"a", b"b"]), width)
