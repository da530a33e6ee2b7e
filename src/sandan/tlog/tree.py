"""Merkle tree arithmetic of RFC 6962 section 2.1 (the same tree as RFC 9162 section 2.1), over SHA-256.

    leaf  = SHA-256(0x00 || entry)
    node  = SHA-256(0x01 || left || right)
    root of nothing = SHA-256("")

A tree of n leaves splits at k, the largest power of two smaller than n: its left part is a perfect tree of k leaves.
Indexes are 0-based. Proofs are lists of 32-byte hashes, the one nearest to the leaf first, the child of the root last.

Two kinds of trouble are kept apart. A proof comes from outside and may be anything: the `verify_*` functions answer
False and never raise. An index outside the tree, or a hash that is not 32 bytes, handed in by our own code is a
mistake of the caller: ValueError.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_SIZE = 32
"""Bytes of one hash."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry as a leaf; the 0x00 in front keeps a leaf from passing as a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """A growing tree of which only the right edge is kept: one hash for every 1 in the binary form of its size.

    Memory is O(log n) and an `append` costs one hash on average, so a ledger of any length is hashed in one pass.
    `size` and `hashes` (largest perfect subtree first) are the whole state; the same two handed to the constructor
    continue where the first left off. Refuses, with ValueError, a negative size and a state that cannot be.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves does not have {len(hashes)} perfect subtrees")
        self._size = size
        self._hashes = [_checked(one) for one in hashes]

    @property
    def size(self) -> int:
        """Number of leaves so far."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Roots of the perfect subtrees, the largest (leftmost) first."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        carried = _checked(leaf)
        # As in binary addition: every trailing 1 of the old size is a subtree that the new leaf completes.
        ones = self._size
        while ones & 1:
            carried = node_hash(self._hashes.pop(), carried)
            ones >>= 1
        self._hashes.append(carried)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add several leaf hashes, in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Root of the tree so far."""
        if not self._hashes:
            return EMPTY_ROOT
        folded = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            folded = node_hash(left, folded)
        return folded


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes; takes any iterable and keeps O(log n) of it."""
    edge = Range()
    edge.extend(leaves)
    return edge.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that tie leaf `index` to the root over all `leaves` (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"no leaf {index} in a tree of {len(leaves)}")
    proof: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start = middle
    return proof[::-1]


def inclusion_proofs(leaves: Sequence[bytes], indexes: Iterable[int]) -> tuple[bytes, dict[int, list[bytes]]]:
    """The root over all `leaves`, and the proof of each of `indexes` as `inclusion_proof` gives it. Each leaf is hashed once."""
    wanted = sorted(set(indexes))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < len(leaves):
        raise ValueError(f"no leaves {wanted[0]} to {wanted[-1]} in a tree of {len(leaves)}")
    proofs: dict[int, list[bytes]] = {each: [] for each in wanted}

    def hashed(start: int, end: int, inside: list[int]) -> bytes:
        if not inside:
            return root(leaves[start:end])
        if end - start == 1:
            return _checked(leaves[start])
        middle = start + _split(end - start)
        on_left, on_right = [each for each in inside if each < middle], [each for each in inside if each >= middle]
        left, right = hashed(start, middle, on_left), hashed(middle, end, on_right)
        for each in on_left:
            proofs[each].append(right)
        for each in on_right:
            proofs[each].append(left)
        return node_hash(left, right)

    return hashed(0, len(leaves), wanted), proofs


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether `proof` shows that `leaf` (a leaf hash) is leaf `index` of the tree of `size` leaves with that root.

    The walk of RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size or not _all_hashes(leaf, expected, *proof):
        return False
    folded, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            folded = node_hash(sibling, folded)
            # A right edge without a right neighbour is carried up unhashed until it is somebody's right child.
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            folded = node_hash(folded, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and folded == expected


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The hashes that show the tree of the first `old` leaves to be the beginning of the tree over all of them.

    RFC 6962 section 2.1.2. Empty when `old` is 0 or the whole size.
    """
    if not 0 <= old <= len(leaves):
        raise ValueError(f"a tree of {len(leaves)} does not begin with {old} leaves")
    proof: list[bytes] = []
    if old in {0, len(leaves)}:
        return proof
    start, end = 0, len(leaves)
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start = middle
    # The verifier holds the old root; it is left out where it is itself the subtree reached here.
    if start > 0:
        proof.append(root(leaves[start:end]))
    return proof[::-1]


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree (`old`, `old_root`) is the beginning of the tree (`new`, `new_root`).

    The walk of RFC 9162 section 2.1.4.2. The empty tree is the beginning of every tree, with an empty proof.
    """
    if not 0 <= old <= new or not _all_hashes(old_root, new_root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    # An old tree of a power of two is one subtree of the new one, and its root opens the proof unsaid.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position >>= 1
        last >>= 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            before = node_hash(sibling, before)
            after = node_hash(sibling, after)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            after = node_hash(after, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == new_root


def _split(size: int) -> int:
    """Largest power of two smaller than `size` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _checked(one: bytes) -> bytes:
    if len(one) != HASH_SIZE:
        raise ValueError(f"a hash has {HASH_SIZE} bytes, not {len(one)}")
    return one


def _all_hashes(*hashes: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in hashes)
