"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1): hashes, roots, proofs and their checks.

A stored tree is asked through a `Reader`: `read(level, index)` gives the hash of the whole subtree of 2^level leaves
that begins at leaf `index * 2^level`. Hashes are 32 bytes; nothing here knows where they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Reader = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()
WIDTH = 32


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def subtree(hashes: Sequence[bytes]) -> bytes:
    """The root over these neighbouring hashes, which need not be a power of two many; at least one."""
    row = list(hashes)
    while len(row) > 1:
        up = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            up.append(row[-1])  # a lonely node moves up unhashed: no last node is ever doubled
        row = up
    return row[0]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree given all its leaf hashes."""
    row = list(leaves)
    return subtree(row) if row else EMPTY


class Frontier:
    """A tree that only grows: its size and the roots of the whole subtrees it is made of, the largest first."""

    __slots__ = ("peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Takes the next leaf's hash."""
        node, size = leaf, self.size
        while size & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found


def root(read: Reader, size: int) -> bytes:
    """The root of the first `size` leaves of a stored tree."""
    return _range(read, 0, size) if size else EMPTY


def inclusion(read: Reader, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves, from the leaf up. ValueError outside of it."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    return _path(read, index, 0, size)


def consistency(read: Reader, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is a prefix of that of `new`; empty when old is 0 or new."""
    if not 0 <= old <= new:
        raise ValueError("the older tree is not smaller")
    return _prefix(read, old, 0, new, whole=True) if 0 < old < new else []


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether the proof shows the leaf hash at `index` of the tree with this size and root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or any(len(one) != WIDTH for one in (leaf, root_hash, *proof)):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root_hash


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one (RFC 9162 2.1.4.2).

    An empty old tree proves nothing about a new one, so it is refused: who begins with nothing has nothing to compare.
    Two empty trees are the same one, and then have the root of nothing.
    """
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root and (old > 0 or old_root == EMPTY)
    if old == 0 or not proof or any(len(one) != WIDTH for one in (old_root, new_root, *proof)):
        return False
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range(read: Reader, start: int, count: int) -> bytes:
    """The root over `count` leaves from `start`, which begins a subtree at least that large."""
    level = count.bit_length() - 1
    if count == 1 << level:
        return read(level, start >> level)
    left = _split(count)
    return node_hash(_range(read, start, left), _range(read, start + left, count - left))


def _path(read: Reader, index: int, start: int, count: int) -> list[bytes]:
    if count == 1:
        return []
    left = _split(count)
    if index - start < left:
        return [*_path(read, index, start, left), _range(read, start + left, count - left)]
    return [*_path(read, index, start + left, count - left), _range(read, start, left)]


def _prefix(read: Reader, old: int, start: int, count: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 2.1.2 for the first `old` of `count` leaves from `start`."""
    if old == count:
        return [] if whole else [_range(read, start, count)]
    left = _split(count)
    if old <= left:
        return [*_prefix(read, old, start, left, whole=whole), _range(read, start + left, count - left)]
    return [*_prefix(read, old - left, start + left, count - left, whole=False), _range(read, start, left)]
