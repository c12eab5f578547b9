"""Merkle trees as in RFC 6962 section 2.1, with SM3: roots, inclusion paths and their check.

A leaf is hashed behind 0x00 and a node behind 0x01, so that no node can be passed off as a leaf.
"""

from collections.abc import Sequence

from app.crypto.sm3 import sm3

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return sm3(_LEAF + data)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes in their order; the root of nothing is SM3 of nothing."""
    level = list(leaves)
    if not level:
        return sm3(b"")
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the siblings from a leaf up to the root (RFC 6962 2.1.1)."""
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _next_level(level), index // 2
    return tuple(path)


def path_leads_to(root: bytes, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bool:
    """Say whether `path` proves that `leaf` stands at `index` of `size` leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = sm3(_NODE + sibling + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sm3(_NODE + node + sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def _next_level(level: list[bytes]) -> list[bytes]:
    # An odd last node moves up unchanged, which gives the same tree as RFC 6962's split at the
    # largest power of two.
    paired = [sm3(_NODE + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired if len(level) % 2 == 0 else [*paired, level[-1]]
