"""The Merkle tree gives the roots and proofs RFC 6962 gives, and every other proof is refused."""

from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from covenant import merkle
from tests.covenant.ledger.example import flipped, leaves, reader, vectors

MERKLE = vectors("merkle.json")
ENTRIES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 200
SIZES = st.integers(1, LARGEST)
READ = reader(leaves(LARGEST))
# What another tool may take for a proof about the empty tree. Size 0: no leaf is in it; nothing is consistent with it
# but itself, without a proof and with the root of nothing (none of the vectors is that case: all of these are refused).
EMPTY_TREE = {
    "consistency/1/size1-sub-@1.json",
    "consistency/3/size1-XOR-@2.json",
    "consistency/additional/consistency-check-on-empty-tree-size1-is-zero-is-useless.json",
    "consistency/additional/roots-do-not-match-and-sizes-are-zero.json",
    "consistency/additional/size1-is-zero-and-does-not-equal-size2.json",
    "consistency/additional/size1-is-zero-and-size2-is-not-zero.json",
    "consistency/additional/sizes-are-equal-zero-and-proof-is-empty.json",
    "consistency/additional/sizes-are-equal-zero-but-roots-are-not.json",
    "consistency/additional/sizes-match-but-proof-is-not-empty-and-sizes-are-zero.json",
    "inclusion/0/treeSize-div-@2.json",
    *(f"inclusion/additional/{number}/{name}.json" for number in (0, 2)
      for name in ("empty-root", "empty-root-and-random-leaf", "random-leaf")),
}  # fmt: skip


def holds(one):
    """What this implementation says of a vector."""
    proof = [b64decode(part) for part in one["proof"] or ()]
    if "leafIdx" in one:
        leaf, root = b64decode(one["leafHash"]), b64decode(one["root"])
        return merkle.verify_inclusion(leaf, one["leafIdx"], one["treeSize"], proof, root)
    roots = b64decode(one["root1"]), b64decode(one["root2"])
    return merkle.verify_consistency(one["size1"], one["size2"], proof, *roots)


def test_there_are_98_inclusion_and_98_consistency_vectors_good_and_bad():
    assert sum(name.startswith("inclusion/") for name in MERKLE) == 98
    assert sum(name.startswith("consistency/") for name in MERKLE) == 98
    assert {one["wantErr"] for one in MERKLE.values()} == {True, False}


@pytest.mark.parametrize("name", MERKLE)
def test_each_public_vector_is_judged_as_its_authors_judge_it(name):
    assert holds(MERKLE[name]) is not MERKLE[name]["wantErr"]


def test_the_vectors_about_the_empty_tree_are_these_and_every_one_is_refused():
    found = {name for name, one in MERKLE.items() if 0 in (one.get("size1"), one.get("treeSize"))}
    assert found == EMPTY_TREE
    assert not any(holds(MERKLE[name]) for name in EMPTY_TREE)


def test_two_empty_trees_are_consistent_with_the_root_of_nothing_and_no_other():
    assert merkle.verify_consistency(0, 0, [], merkle.EMPTY, merkle.EMPTY)
    assert not merkle.verify_consistency(0, 0, [merkle.EMPTY], merkle.EMPTY, merkle.EMPTY)
    other = merkle.leaf_hash(b"")
    assert not merkle.verify_consistency(0, 0, [], other, other)
    assert not merkle.verify_consistency(0, 3, [], merkle.EMPTY, READ(0, 0))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_leaves_of_rfc_6962_give_the_reference_roots(size):
    hashes = [merkle.leaf_hash(entry) for entry in ENTRIES[:size]]
    frontier = merkle.Frontier()
    for leaf in hashes:
        frontier.append(leaf)
    assert merkle.root_of(hashes).hex() == ROOTS[size - 1]
    assert merkle.root(reader(hashes), size).hex() == ROOTS[size - 1]
    assert (frontier.root().hex(), frontier.size) == (ROOTS[size - 1], size)


def test_the_reference_hashes_of_the_empty_tree_a_leaf_and_a_node():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.EMPTY.hex() == merkle.root_of([]).hex() == merkle.root(READ, 0).hex() == empty
    assert merkle.Frontier().root() == merkle.EMPTY
    assert merkle.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert (
        merkle.node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


def test_the_reference_paths_of_rfc_6962_eight_leaves():
    read = reader([merkle.leaf_hash(entry) for entry in ENTRIES])
    assert [one.hex() for one in merkle.inclusion(read, 5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [one.hex() for one in merkle.consistency(read, 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_a_lonely_leaf_is_never_doubled():
    a, b, c = leaves(3)
    assert merkle.root_of([a, b, c]) != merkle.root_of([a, b, c, c])


def test_roots_and_inclusion_paths_are_those_of_another_authors_library():
    tree = InmemoryTree(algorithm="sha256")
    hashes = []
    for size in range(1, 66):
        entry = b"entry %d" % (size - 1)
        tree.append_entry(entry)
        hashes.append(merkle.leaf_hash(entry))
        read = reader(hashes)
        assert tree.get_root(size) == merkle.root(read, size) == merkle.root_of(hashes)
        for index in range(size):
            theirs = tree.prove_inclusion(index + 1, size).path  # it counts from 1 and begins with the leaf itself
            assert theirs == [hashes[index], *merkle.inclusion(read, index, size)], (index, size)


def test_every_inclusion_proof_of_every_small_tree_holds_and_only_for_its_own_leaf_and_place():
    for size in range(1, 41):
        root = merkle.root(READ, size)
        for index in range(size):
            proof = merkle.inclusion(READ, index, size)
            fits = [at for at in range(-1, size + 2) if merkle.verify_inclusion(READ(0, index), at, size, proof, root)]
            assert fits == [index]


def test_every_consistency_proof_of_every_small_tree_holds():
    for new in range(1, 41):
        for old in range(1, new + 1):
            proof = merkle.consistency(READ, old, new)
            assert merkle.verify_consistency(old, new, proof, merkle.root(READ, old), merkle.root(READ, new))


@settings(max_examples=100, deadline=None)
@given(st.data(), SIZES)
def test_an_inclusion_proof_with_anything_changed_is_refused(data, size):
    index, bit = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 100_000))
    leaf, proof, root = READ(0, index), merkle.inclusion(READ, index, size), merkle.root(READ, size)
    assert merkle.verify_inclusion(leaf, index, size, proof, root)
    assert len(proof) <= (size - 1).bit_length()

    def refused(*given):
        assert not merkle.verify_inclusion(*given)

    refused(flipped(leaf, bit), index, size, proof, root)
    refused(leaf, index, size, proof, flipped(root, bit))
    refused(leaf, index, index, proof, root)
    refused(leaf, data.draw(st.integers(-1, size + 3).filter(lambda one: one != index)), size, proof, root)
    refused(leaf, -1 - index, size, proof, root)
    for changed in changes(data, proof, bit, root):
        refused(leaf, index, size, changed, root)


@settings(max_examples=100, deadline=None)
@given(st.data(), SIZES)
def test_a_consistency_proof_with_anything_changed_is_refused(data, new):
    old, bit = data.draw(st.integers(1, new)), data.draw(st.integers(0, 100_000))
    before, after = merkle.root(READ, old), merkle.root(READ, new)
    proof = merkle.consistency(READ, old, new)
    assert merkle.verify_consistency(old, new, proof, before, after)

    def refused(*given):
        assert not merkle.verify_consistency(*given)

    refused(old, new, proof, flipped(before, bit), after)
    refused(old, new, proof, before, flipped(after, bit))
    refused(new + 1, new, proof, before, after)
    refused(-old, new, proof, before, after)
    refused(0, new, proof, before, after)
    if old < new:
        refused(old, new, proof, after, before)
        refused(data.draw(st.integers(1, new).filter(lambda one: one != old)), new, proof, before, after)
    for changed in changes(data, proof, bit, after):
        refused(old, new, changed, before, after)


def changes(data, proof, bit, root):
    """The same proof, each time with one thing wrong."""
    yield [*proof, root]
    yield [root, *proof]
    yield [*proof, b""]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        yield [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
        yield [*proof[:at], proof[at], proof[at], *proof[at + 1 :]]
        if len(proof) > 1 and proof[0] != proof[-1]:
            yield [proof[-1], *proof[1:-1], proof[0]]


@settings(max_examples=100, deadline=None)
@given(st.data(), SIZES)
def test_the_size_a_proof_is_for_is_never_another_unless_the_tree_below_the_leaf_is_the_same(data, size):
    """A path does not commit to the size: for some other sizes the very same hashes are the path. They hold only under
    the root of their own tree, which the checkpoint signs with the size."""
    index, other = data.draw(st.integers(0, size - 1)), data.draw(SIZES.filter(lambda one: one != size))
    proof = merkle.inclusion(READ, index, size)
    accepted = merkle.verify_inclusion(READ(0, index), index, other, proof, merkle.root(READ, size))
    same = (
        index < other
        and len(merkle.inclusion(READ, index, other)) == len(proof)
        and sides(index, other) == sides(index, size)
    )
    assert accepted is same
    assert not merkle.verify_inclusion(READ(0, index), index, other, proof, merkle.root(READ, other))


def sides(index, size):
    """On which side of the leaf each hash of its path stands, from the leaf up (RFC 6962 2.1.1)."""
    found, start, count = [], 0, size
    while count > 1:
        left = 1 << (count - 1).bit_length() - 1
        found.append(index - start >= left)
        start, count = (start + left, count - left) if found[-1] else (start, left)
    return found[::-1]


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 8), (6, 8), (7, 8), (8, 13)])
def test_a_proof_longer_than_the_tree_is_high_is_refused_even_under_roots_made_to_fit(old, new):
    more = merkle.leaf_hash(b"more")
    path, proof = merkle.inclusion(READ, old, new), merkle.consistency(READ, old, new)
    before, after = merkle.root(READ, old), merkle.root(READ, new)
    for made in (lambda one: merkle.node_hash(more, one), lambda one: merkle.node_hash(one, more)):
        assert not merkle.verify_inclusion(READ(0, old), old, new, [*path, more], made(after))
        assert not merkle.verify_consistency(old, new, [*proof, more], made(before), made(after))
        assert not merkle.verify_consistency(old, new, [*proof, more], before, made(after))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (7, 3)])
def test_no_proof_is_made_for_a_leaf_outside_of_the_tree(index, size):
    with pytest.raises(ValueError, match="not in the tree"):
        merkle.inclusion(READ, index, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_is_made_from_a_larger_tree_to_a_smaller(old, new):
    with pytest.raises(ValueError, match="not smaller"):
        merkle.consistency(READ, old, new)


def test_from_nothing_and_to_itself_the_proof_is_empty():
    assert merkle.consistency(READ, 0, 5) == merkle.consistency(READ, 5, 5) == []
