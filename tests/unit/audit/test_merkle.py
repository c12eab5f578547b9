"""Merkle trees as in RFC 6962: known shapes, proofs for every leaf, and no proof for anything else."""

import pytest

from app.audit.merkle import inclusion_path, leaf_hash, merkle_root, path_leads_to
from app.crypto.sm3 import sm3


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(bytes([i])) for i in range(count)]


def test_the_root_of_nothing_and_of_one_leaf():
    assert merkle_root([]) == sm3(b"")
    assert merkle_root(leaves(1)) == leaves(1)[0]


def test_the_tree_splits_at_the_largest_power_of_two():
    a, b, c = leaves(3)

    assert merkle_root([a, b, c]) == sm3(b"\x01" + sm3(b"\x01" + a + b) + c)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 33])
def test_every_leaf_has_a_proof_and_it_proves_no_other_place(count):
    all_ = leaves(count)
    root = merkle_root(all_)

    for index, leaf in enumerate(all_):
        path = inclusion_path(all_, index)
        assert path_leads_to(root, leaf, index, count, path)
        assert not path_leads_to(root, leaf_hash(b"other"), index, count, path)
        assert not any(
            path_leads_to(root, leaf, other, count, path) for other in range(count) if other != index
        )
        assert not path_leads_to(root, leaf, index, count, (*path, b"\0" * 32))
        if path:
            assert not path_leads_to(root, leaf, index, count, path[:-1])


def test_a_node_cannot_pass_for_a_leaf():
    a, b = leaves(2)

    assert leaf_hash(a + b) != merkle_root([a, b])


@pytest.mark.parametrize(("index", "size"), [(-1, 2), (2, 2), (0, 0)])
def test_a_place_outside_of_the_tree_has_no_proof(index, size):
    assert not path_leads_to(leaves(1)[0], leaves(1)[0], index, size, ())
