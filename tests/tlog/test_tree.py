"""The tree against published roots, and against every way to lie about it by one bit."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.tlog.tree import (
    EMPTY_ROOT,
    Range,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

ROOTS = {
    1: "2c62c18fbd517640271986d296f17e53274e91d0f5c8f8772e54f966113e6462",
    2: "6a536ac886efb505153db3180773dfbf2417cc6fab0c79c5eba40bda16effcb9",
    3: "05dd52db6efe2b36f1c6591aa71ba5a4cf4fe8b56114ebb4c2eff58269e71707",
    5: "0af5bfe7fe4a846e41fa2542bce2fd5a91916023d0de655334677abcc7dcc657",
    7: "5c3bce327fbaf95f3ef8ff2a4981f3247120d0a50c32b089c1bdb5415846e4d7",
    8: "29a8fdf81253cc93d25842fb9c3c90c3a48998a8ff3ec4e198d7490f590e4959",
    255: "c2751d3944fd27267a30de13d14bd8f9d12eb1fe276cfe4ae9b97378268429fa",
    256: "6b4cf2a822724fc2d0c64f4a50d792d29955e4d31844d6f5943fd6426e4642fe",
    257: "26efc28bd3e73bd72a941828b306f0541def0055e74df3410088e23afe400a45",
    300: "5578683c54663e5373730966e29ac1deb98f8eea489d87df3aea79b8d0a6255f",
    65536: "60635180b6dd9b6731fb7c206c5e5eb68c3eba265199013addb10d79ded1af3d",
    70000: "fba448a4da5bca84b3cda67b642511f1f4e03d2cf73a7bcbafea840f5f05d1f8",
}
CT_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@cache
def leaf(i: int) -> bytes:
    return leaf_hash(b'{"case":"A-%04d","seq":%d}' % (i, i))


def leaves(size: int) -> list[bytes]:
    return [leaf(i) for i in range(size)]


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(changed)


def test_roots_of_the_reference_tree() -> None:
    edge = Range()
    seen: dict[int, str] = {}
    for i in range(max(ROOTS)):
        edge.append(leaf(i))
        if edge.size in ROOTS:
            seen[edge.size] = edge.root().hex()
    assert seen == ROOTS
    assert len(edge.hashes) == (70000).bit_count()


def test_root_of_the_certificate_transparency_tree() -> None:
    assert root(leaf_hash(bytes.fromhex(entry)) for entry in CT_ENTRIES).hex() == CT_ROOT


def test_empty_tree_and_empty_entry() -> None:
    assert root([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_published_consistency_proof_from_three_to_five() -> None:
    assert [one.hex() for one in consistency_proof(leaves(5), 3)] == [
        leaf(2).hex(),
        leaf(3).hex(),
        ROOTS[2],
        leaf(4).hex(),
    ]


def test_every_small_tree_proves_every_leaf_and_every_beginning() -> None:
    for size in range(1, 34):
        tree = leaves(size)
        whole = root(tree)
        for index in range(size):
            proof = inclusion_proof(tree, index)
            assert verify_inclusion(tree[index], index, size, proof, whole)
            assert [j for j in range(size) if verify_inclusion(tree[index], j, size, proof, whole)] == [index]
        for old in range(size + 1):
            assert verify_consistency(old, size, root(tree[:old]), whole, consistency_proof(tree, old))


@given(st.data(), st.integers(1, 600))
def test_many_proofs_at_once_are_those_that_one_gets_one_by_one(data: st.DataObject, size: int) -> None:
    tree = leaves(size)
    wanted = data.draw(st.sets(st.integers(0, size - 1), max_size=9))
    top, proofs = inclusion_proofs(tree, wanted)
    assert top == root(tree)
    assert proofs == {each: inclusion_proof(tree, each) for each in wanted}
    for wrong in ({-1}, {size}):
        with pytest.raises(ValueError, match="no leaves"):
            inclusion_proofs(tree, wrong)


@given(st.data(), st.integers(1, 600))
def test_one_flipped_bit_breaks_an_inclusion_proof(data: st.DataObject, size: int) -> None:
    tree = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    bit = data.draw(st.integers(0, 255))
    whole, proof = root(tree), inclusion_proof(tree, index)
    assert verify_inclusion(leaf(index), index, size, proof, whole)
    assert not verify_inclusion(flipped(leaf(index), bit), index, size, proof, whole)
    assert not verify_inclusion(leaf(index), index, size, proof, flipped(whole, bit))
    for at in range(len(proof)):
        broken = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not verify_inclusion(leaf(index), index, size, broken, whole)
    assert not verify_inclusion(leaf(index), index, size, [*proof, leaf(0)], whole)
    if proof:
        assert not verify_inclusion(leaf(index), index, size, proof[:-1], whole)
        assert not verify_inclusion(leaf(index), index, size, [*proof[:-1], proof[-1][:31]], whole)


@given(st.data(), st.integers(2, 600))
def test_one_flipped_bit_breaks_a_consistency_proof(data: st.DataObject, size: int) -> None:
    tree = leaves(size)
    old = data.draw(st.integers(1, size - 1))
    bit = data.draw(st.integers(0, 255))
    before, after, proof = root(tree[:old]), root(tree), consistency_proof(tree, old)
    assert proof
    assert verify_consistency(old, size, before, after, proof)
    assert not verify_consistency(old, size, flipped(before, bit), after, proof)
    assert not verify_consistency(old, size, before, flipped(after, bit), proof)
    for at in range(len(proof)):
        broken = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not verify_consistency(old, size, before, after, broken)
    assert not verify_consistency(old, size, before, after, [*proof, leaf(0)])
    assert not verify_consistency(old, size, before, after, proof[:-1])


@given(st.lists(st.binary(max_size=8), max_size=80), st.integers(0, 80))
def test_a_range_continues_where_it_left_off(entries: list[bytes], cut: int) -> None:
    hashes = [leaf_hash(entry) for entry in entries]
    first = Range()
    first.extend(hashes[:cut])
    second = Range(first.size, first.hashes)
    second.extend(hashes[cut:])
    assert second.root() == _recursive(hashes)
    assert second.size == len(hashes)


def test_the_edges_of_consistency() -> None:
    one, two = root(leaves(1)), root(leaves(2))
    assert consistency_proof(leaves(2), 0) == consistency_proof(leaves(2), 2) == []
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert verify_consistency(0, 2, EMPTY_ROOT, two, [])
    assert not verify_consistency(0, 2, one, two, [])
    assert not verify_consistency(0, 2, EMPTY_ROOT, two, [one])
    assert not verify_consistency(0, 0, EMPTY_ROOT, two, [])
    assert not verify_consistency(2, 2, two, two, [one])
    assert not verify_consistency(2, 2, two, one, [])
    assert not verify_consistency(2, 1, two, one, [])
    assert not verify_consistency(3, 5, root(leaves(3)), root(leaves(5)), [])
    assert not verify_inclusion(one, 1, 1, [], one)
    assert not verify_inclusion(one, -1, 1, [], one)


def test_mistakes_of_the_caller_are_errors() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(leaves(3), 3)
    with pytest.raises(ValueError, match="does not begin with 4"):
        consistency_proof(leaves(3), 4)
    with pytest.raises(ValueError, match="32 bytes"):
        Range().append(b"short")
    with pytest.raises(ValueError, match="perfect subtrees"):
        Range(3, [leaf(0)])


def _recursive(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word, to hold the quick form against."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(_recursive(hashes[:k]), _recursive(hashes[k:]))
