"""The petition runs as its drawing says: the engine against the token game, by random decisions of everybody.

Also that no walk ends in an incident: whatever is decided at the desks, the case goes on or ends.
"""

import random
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app import engine
from app.catalog.legal_functions import known_functions
from app.feel import Environment, compile_expression, from_feel, to_feel
from tests.unit.engine.random_walk import Model, Walk
from tests.unit.engine.token_game import TokenGame

ROOT = Path(__file__).resolve().parents[2]
WALKS, STEPS = 80, 60
DECISIONS = {
    "petition_proposal": {"class": "claim", "route": "opinion", "split": False},
    "petition_superior": {"review_unit": "city", "recheck_unit": "province"},
}
ANSWERS: dict[str, tuple[Any, ...]] = {
    "registration": ("proceed", "proceed", "proceed", "refused", "final"),
    "class": (None, "claim", "claim", "suggestion", "accusation"),
    "route": (None, "opinion", "judicial"),
    "handling_unit": ("housing",),
    "acceptance": ("accept", "accept", "accept", "object", "guide", "refused", "final"),
    "accept_route": (None, "opinion"),
    "objection_decision": ("agreed", "rejected"),
    "next_step": ("ask", "extend", "draft", "draft"),
    "extension_decision": ("approved", "rejected"),
    "approval": ("approved", "approved", "returned"),
    "rating": (1, 2, 3, 4, 5),
    "rating_named": (True, False),
    "recheck_step": ("hearing", "decide"),
    "delivery_date": ("2026-05-01",),
}
FUNCTIONS = known_functions()
NAMES = FUNCTIONS.names


@pytest.fixture(scope="module")
def petition() -> Model:
    source = (ROOT / "processes/petition/petition.bpmn").read_bytes()
    return Model.of("petition", source, FUNCTIONS)


def feel(expression: str, variables: dict[str, object], now: datetime) -> object:
    """Evaluate FEEL over plain values."""
    compiled = compile_expression(expression.removeprefix("="), names=NAMES)
    known = {name: to_feel(variables.get(name)) for name in compiled.names if name in variables}
    return from_feel(compiled.evaluate(known, env=Environment(now, functions=FUNCTIONS)))


class PetitionWalk(Walk):
    """Decide at random at every desk."""

    event_share = 0.15  # or nearly every petition is withdrawn before it is answered
    order_matters = False  # timers due at one moment stand in branches that never meet

    def _first_values(self) -> dict[str, Any]:
        return {"title": "路灯不亮", "received_on": "2026-03-02"}

    def _game(self, variables: dict[str, Any]) -> TokenGame:
        name, drawing = self.model.name, self.model.drawing
        return TokenGame(drawing, name, variables, self.now, feel=feel, decide=DECISIONS.__getitem__)

    def _env(self) -> engine.EngineEnvironment:
        return engine.EngineEnvironment(
            now=self.now, functions=FUNCTIONS, decide=lambda name, _: (DECISIONS[name], None)
        )

    def _values(self, element: str) -> dict[str, Any]:
        asked = " ".join(source for _, source in self.model.drawing.nodes[element].outputs)
        return {
            name: self.rnd.choice(answers)
            for name, answers in ANSWERS.items()
            if re.search(rf"\b{name}\b", asked)
        }


def test_the_petition_goes_as_drawn_whatever_is_decided(petition: Model) -> None:
    ends, done = 0, set()

    for seed in range(WALKS):
        walked = PetitionWalk(petition, random.Random(seed))
        walked.go(STEPS)
        assert not walked.game.stuck, walked.story
        ends += walked.game.finished
        done |= {act.split()[1] for act in walked.story if act.startswith("complete ")}

    assert ends > WALKS // 2
    assert done == {node.id for node in petition.drawing.nodes.values() if node.kind == "userTask"}
