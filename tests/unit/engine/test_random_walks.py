"""The engine does, step by step, what the token game does: every model, many walks, any order of arrival.

`pytest -m slow` walks further; `make conformance` counts models, walks and steps.
"""

import random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.unit.engine.block_drawings import blocks, draw
from tests.unit.engine.drawing_model import read_drawing
from tests.unit.engine.random_walk import Model, Walk, names, shipped, walk

WALKS = 200
STEPS = 24
ROUNDS = 1100
SEEDS = st.integers(0, 2**32 - 1)


def test_there_are_models_enough() -> None:
    assert len(names()) >= 13


@pytest.mark.parametrize("name", names())
def test_the_engine_agrees_with_the_token_game(name: str) -> None:
    model = shipped(name)

    steps = [walk(model, seed, steps=STEPS) for seed in range(WALKS)]

    assert max(steps) > 1


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(blocks(), SEEDS)
def test_the_engine_agrees_on_blocks_put_together_at_random(block: tuple, seed: int) -> None:
    _walk_blocks(block, seed, walks=3, steps=30)


def test_a_loop_runs_more_than_a_thousand_times() -> None:
    model = shipped("long_loop")
    walked = Walk(model, random.Random(1))

    for number in range(ROUNDS):
        for task in ("a", "b") if number % 3 else ("b", "a"):
            walked.complete(task, {})
        walked.complete("r", {"r_again": number < ROUNDS - 1})
        if number % 100 == 99:
            walked.reload()

    assert walked.game.finished


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_long_walks_agree(name: str) -> None:
    model = shipped(name)
    seeds = random.Random(random.random())  # pytest-randomly sets the seed

    for _ in range(WALKS):
        walk(model, seeds.randrange(2**32), steps=120)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks(leaves=25), SEEDS)
def test_large_blocks_put_together_at_random_agree(block: tuple, seed: int) -> None:
    _walk_blocks(block, seed, walks=4, steps=80)


def _walk_blocks(block: tuple, seed: int, *, walks: int, steps: int) -> None:
    source = draw(block)
    note(source.decode())
    assert read_drawing(source).inside["blocks"]
    model = Model.of("blocks", source)
    for number in range(walks):
        walk(model, seed + number, steps=steps, reload_share=0.3)
