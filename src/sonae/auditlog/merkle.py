"""The Merkle tree of RFC 6962, section 2.1: roots, proofs that a leaf is in it, proofs that it only grew.

Leaves are given by their hashes, see :func:`leaf_hash`; all hashes are 32 bytes. Indexes count from 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sonae.core import InputError

__all__ = [
    "CompactRange",
    "MerkleTree",
    "empty_root",
    "leaf_hash",
    "merkle_root",
    "node_hash",
    "verify_consistency",
    "verify_inclusion",
]

_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def empty_root() -> bytes:
    """Return the root of the tree without leaves: SHA-256 of nothing."""
    return hashlib.sha256(b"").digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return CompactRange().extended(leaves).root()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """A tree of which only the roots of its perfect parts are kept: enough to add leaves and to state the root.

    Attributes:
        size: number of leaves.
        peaks: roots of the perfect subtrees, the largest first, one for each 1 in the binary form of ``size``.

    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count() or any(len(peak) != _SIZE for peak in self.peaks):
            raise InputError(
                f"{len(self.peaks)} subtrees do not make a tree of {self.size} leaves",
                expected="one hash of 32 bytes for each 1 in the binary form of the size",
            )

    def extended(self, leaves: Iterable[bytes]) -> CompactRange:
        """Return the tree with further leaves, given by their hashes; the work is proportional to these alone."""
        sha256 = hashlib.sha256
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            node, number = leaf, size
            while number & 1:
                node = sha256(b"\1" + peaks.pop() + node).digest()
                number >>= 1
            peaks.append(node)
            size += 1
        return CompactRange(size, tuple(peaks))

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.peaks:
            return empty_root()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


class MerkleTree:
    """A tree with all its leaves: proofs for any leaf and any size. It holds about 64 bytes a leaf."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Begin with leaf hashes."""
        # Level k holds the roots of the whole groups of 2**k leaves, 32 bytes each.
        self._levels: list[bytearray] = [bytearray()]
        self.extend(leaves)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0]) // _SIZE

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves, given by their hashes."""
        sha256, levels = hashlib.sha256, self._levels
        for leaf in leaves:
            node, number, height = leaf, self.size, 0
            levels[0] += node
            while number & 1:
                node = sha256(b"\1" + bytes(levels[height][-2 * _SIZE :])).digest()
                number >>= 1
                height += 1
                if height == len(levels):
                    levels.append(bytearray())
                levels[height] += node

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves, all where none is given.

        Raises:
            InputError: for a size above that of the tree.

        """
        size = self.size if size is None else size
        self._check(size)
        return self._range(0, size) if size else empty_root()

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return PATH(index, D[size]): the hashes that lead from a leaf to the root over the first ``size`` leaves.

        Raises:
            InputError: for an index or a size that the tree does not have.

        """
        size = self.size if size is None else size
        self._check(size)
        if not 0 <= index < size:
            raise InputError(f"there is no leaf {index} in a tree of {size}", expected="an index from 0 below the size")
        path: list[bytes] = []
        begin, end = 0, size
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin = middle
        return path[::-1]

    def consistency_proof(self, first: int, size: int | None = None) -> list[bytes]:
        """Return PROOF(first, D[size]): that the tree of the first leaves is the beginning of that of ``size``.

        For ``first`` 0 it is empty, as everything grew from nothing.

        Raises:
            InputError: for sizes that the tree does not have.

        """
        size = self.size if size is None else size
        self._check(size)
        if not 0 <= first <= size:
            raise InputError(
                f"a tree of {size} did not grow from one of {first}", expected="a first size up to the size"
            )
        path: list[bytes] = []
        if first == 0:
            return path
        begin, end, known = 0, size, True  # ``known``: the root over these leaves is the old root, which is at hand
        while end != first:
            middle = begin + _split(end - begin)
            if first <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin, known = middle, False
        return ([] if known else [self._range(begin, end)]) + path[::-1]

    def _check(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise InputError(
                f"the tree has {self.size} leaves, not {size}", expected="a size from 0 to that of the tree"
            )

    def _range(self, begin: int, end: int) -> bytes:
        """Return the root over leaves; ``begin`` is a multiple of a power of 2 that is not below their number."""
        width = end - begin
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            at = (begin >> height) * _SIZE
            return bytes(self._levels[height][at : at + _SIZE])
        middle = begin + _split(width)
        return node_hash(self._range(begin, middle), self._range(middle, end))


def _split(width: int) -> int:
    """Return the largest power of 2 below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether ``path`` leads from the leaf hash at ``index`` to the root of a tree of ``size`` leaves.

    The way of RFC 9162, section 2.1.3.2, which needs no tree.
    """
    if not 0 <= index < size or any(len(one) != _SIZE for one in (leaf, root, *path)):
        return False
    number, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            node = node_hash(sibling, node)
            while number & 1 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(first: int, first_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether ``path`` shows that the tree of ``size`` leaves began with that of the first ones.

    The way of RFC 9162, section 2.1.4.2; the empty tree is the beginning of every tree, by an empty path.
    """
    if not 0 <= first <= size or any(len(one) != _SIZE for one in (first_root, root, *path)):
        return False
    if first == 0:
        return not path and first_root == empty_root() and (size > 0 or root == first_root)
    if first == size:
        return not path and first_root == root
    nodes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not nodes:
        return False
    number, last = first - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while number & 1 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, node)
        number, last = number >> 1, last >> 1
    return last == 0 and old == first_root and new == root
