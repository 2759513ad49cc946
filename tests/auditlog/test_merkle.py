"""The Merkle tree against the published values of Certificate Transparency and against RFC 6962 as it is written."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import (
    CompactRange,
    MerkleTree,
    empty_root,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from sonae.core import InputError
from tests.auditlog import rfc6962

# Inputs, roots and proofs of the tests of Certificate Transparency (google/certificate-transparency, merkletree tests).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
_96, _5F = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
)
_BC, _CA = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
_6B, _0E = (
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
INCLUSION = {
    (0, 1): [], (0, 8): [_96, _5F, _6B], (5, 8): [_BC, _CA, ROOTS[3]], (2, 3): [ROOTS[1]], (1, 5): [ROOTS[0], _5F, _BC],
}  # fmt: skip
CONSISTENCY = {(1, 1): [], (1, 8): [_96, _5F, _6B], (6, 8): [_0E, _CA, ROOTS[3]], (2, 5): [_5F, _BC]}


def test_the_published_roots() -> None:
    assert empty_root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    tree, grown = MerkleTree(hashes), CompactRange()
    for size, root in enumerate(ROOTS, 1):
        grown = grown.extended([hashes[size - 1]])
        assert merkle_root(hashes[:size]).hex() == root
        assert tree.root(size).hex() == root
        assert (grown.size, grown.root().hex()) == (size, root)


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_published_inclusion_proofs(index: int, size: int) -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    path = MerkleTree(hashes).inclusion_proof(index, size)
    assert [one.hex() for one in path] == INCLUSION[index, size]
    assert verify_inclusion(hashes[index], index, size, path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "size"), CONSISTENCY)
def test_the_published_consistency_proofs(first: int, size: int) -> None:
    path = MerkleTree(map(leaf_hash, LEAVES)).consistency_proof(first, size)
    assert [one.hex() for one in path] == CONSISTENCY[first, size]
    assert verify_consistency(first, bytes.fromhex(ROOTS[first - 1]), size, bytes.fromhex(ROOTS[size - 1]), path)


def test_every_proof_up_to_33_leaves_is_that_of_the_definitions() -> None:
    data = [bytes([number]) * number for number in range(33)]
    tree = MerkleTree(map(leaf_hash, data))
    roots = [rfc6962.mth(data[:size]) for size in range(34)]
    for size in range(34):
        assert tree.root(size) == roots[size]
        for index in range(size):
            path = tree.inclusion_proof(index, size)
            assert path == rfc6962.path(index, data[:size])
            assert verify_inclusion(leaf_hash(data[index]), index, size, path, roots[size])
        for first in range(size + 1):
            path = tree.consistency_proof(first, size)
            assert path == (rfc6962.proof(first, data[:size]) if first else [])
            assert verify_consistency(first, roots[first], size, roots[size], path)


SIZES = st.integers(1, 300)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_in_an_inclusion_proof_fails(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(size)]
    tree = MerkleTree(leaves)
    path, root = tree.inclusion_proof(index), tree.root()
    assert root == merkle_root(leaves)
    assert verify_inclusion(leaves[index], index, size, path, root)
    parts = [leaves[index], root, *path]
    bit = data.draw(st.integers(0, len(parts) * 256 - 1))
    parts[bit // 256] = (int.from_bytes(parts[bit // 256]) ^ 1 << bit % 256).to_bytes(32)
    assert not verify_inclusion(parts[0], index, size, parts[2:], parts[1])
    assert not verify_inclusion(leaves[index], index, size, [*path, root], root)
    assert not verify_inclusion(leaves[index], size, size, path, root)
    if path:
        assert not verify_inclusion(leaves[index], index, size, path[:-1], root)
        assert not verify_inclusion(leaves[index], index ^ 1, size, path, root)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_in_a_consistency_proof_fails(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    first = data.draw(st.integers(0, size))
    tree = MerkleTree(leaf_hash(number.to_bytes(4)) for number in range(size))
    path, old, new = tree.consistency_proof(first), tree.root(first), tree.root()
    assert verify_consistency(first, old, size, new, path)
    parts = [old, *path] + ([new] if first else [])  # nothing is said of the later root by the empty tree
    bit = data.draw(st.integers(0, len(parts) * 256 - 1))
    parts[bit // 256] = (int.from_bytes(parts[bit // 256]) ^ 1 << bit % 256).to_bytes(32)
    assert not verify_consistency(first, parts[0], size, parts[-1] if first else new, parts[1 : len(path) + 1])
    assert not verify_consistency(first, old, size, new, [*path, new])
    if path:
        assert not verify_consistency(first, old, size, new, path[:-1])


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_compact_range_grows_in_steps_as_at_once(steps: list[int]) -> None:
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(sum(steps))]
    tree, rest = CompactRange(), iter(leaves)
    for step in steps:
        tree = tree.extended(itertools.islice(rest, step))
        assert tree == CompactRange(tree.size, tree.peaks)
    assert tree.size == len(leaves)
    assert (
        tree.root() == MerkleTree(leaves).root() == rfc6962.mth([number.to_bytes(4) for number in range(len(leaves))])
    )


def test_a_proof_that_is_too_short_or_too_long_for_its_size_fails_whatever_its_root() -> None:
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(17)]
    tree = MerkleTree(leaves)
    for size in range(1, 18):
        for index in range(size):
            path, root = tree.inclusion_proof(index, size), tree.root(size)
            assert not verify_inclusion(leaves[index], index, size, [*path, leaves[0]], node_hash(leaves[0], root))
            assert not verify_inclusion(leaves[index], index, size, [*path, leaves[0]], node_hash(root, leaves[0]))
            for other in range(index + 1, 18):
                if len(tree.inclusion_proof(index, other)) != len(path):
                    assert not verify_inclusion(leaves[index], index, other, path, root)
        for first in range(1, size):
            path, old, new = tree.consistency_proof(first, size), tree.root(first), tree.root(size)
            more = [*path, leaves[0]]
            assert not verify_consistency(first, old, size, node_hash(new, leaves[0]), more)
            assert not verify_consistency(first, node_hash(leaves[0], old), size, node_hash(leaves[0], new), more)


def test_what_no_tree_has_is_refused() -> None:
    tree = MerkleTree(map(leaf_hash, LEAVES))
    for wrong in (
        lambda: tree.root(9), lambda: tree.inclusion_proof(8), lambda: tree.inclusion_proof(-1), lambda: tree.inclusion_proof(3, 3),
        lambda: tree.consistency_proof(9), lambda: tree.consistency_proof(5, 4), lambda: CompactRange(3, (b"\0" * 32,)),
        lambda: CompactRange(1, (b"",)),
    ):  # fmt: skip
        with pytest.raises(InputError):
            wrong()
    assert not verify_inclusion(b"short", 0, 1, [], b"short")
    assert not verify_consistency(3, tree.root(3), 2, tree.root(2), [])
    assert not verify_consistency(3, tree.root(3), 8, tree.root(), [])
    assert node_hash(leaf_hash(b""), leaf_hash(b"\0")).hex() == ROOTS[1]
