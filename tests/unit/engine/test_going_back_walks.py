"""Going back and the like agree with the token game played again: every model, many walks, any order.

`make conformance` walks at least 100,000 steps and counts every kind of act.
"""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.unit.engine.block_drawings import blocks, draw
from tests.unit.engine.going_back_walk import UNSAFE, walk_with_going_back
from tests.unit.engine.jumping_walk import JumpingWalk
from tests.unit.engine.random_walk import Model, names, shipped

WALKS = 12
SAFE = [name for name in names() if name not in UNSAFE]


@pytest.mark.parametrize("name", SAFE)
def test_the_engine_goes_back_as_the_token_game_does(name: str) -> None:
    counts: Counter[str] = Counter()

    for seed in range(WALKS):
        counts += walk_with_going_back(shipped(name), seed, steps=24)

    assert counts["steps"] > WALKS
    assert counts["refused"] + counts["return"] + counts["take back"]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(blocks(), st.integers(0, 2**32 - 1))
def test_the_engine_goes_back_on_blocks_put_together_at_random(block: tuple, seed: int) -> None:
    source = draw(block)
    note(source.decode())

    walk_with_going_back(Model.of("blocks", source), seed, steps=24)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(blocks(), st.integers(0, 2**32 - 1))
def test_wherever_a_case_jumps_it_comes_to_its_end(block: tuple, seed: int) -> None:
    source = draw(block)
    note(source.decode())
    drive = JumpingWalk(source, random.Random(seed))

    drive.go(jumps=6)

    assert drive.status == "completed"
