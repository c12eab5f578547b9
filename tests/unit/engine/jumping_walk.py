"""Jump at random through drawings made of blocks: no jump may leave a case that cannot end, or double a token."""

import random
from collections import Counter

from app import engine
from tests.unit.engine.drawing_model import read_drawing
from tests.unit.engine.driving import Drive

MANY_STEPS = 600


class JumpingWalk(Drive):
    """Complete whatever is open, and jump now and then."""

    def __init__(self, source: bytes, rnd: random.Random) -> None:
        self.rnd, self.drawing = rnd, read_drawing(source)
        definition = engine.compile_process({"blocks.bpmn": source}, process_id="blocks")
        super().__init__(definition, dict.fromkeys(self.drawing.variables, False))
        self.done = self.refused = 0

    def go(self, *, jumps: int) -> None:
        """Walk to the end; the last steps go forward only."""
        for number in range(MANY_STEPS):
            if self.status == "completed":
                return
            assert self.status == "active", self.outcome.incidents
            self._no_token_twice()
            if self.tasks and self.done < jumps and self.rnd.random() < 0.3:
                self._jump()
            else:
                self._on(forward=number > MANY_STEPS // 4)

    def _jump(self) -> None:
        task = self.rnd.choice(self.open)
        to = self.rnd.choice(sorted(self.drawing.nodes))
        before = engine.dump(self.live)
        try:
            self.jump(task, to)
            self.done += 1
        except engine.ImpossibleError:
            self.refused += 1
            assert engine.dump(self.live) == before

    def _on(self, *, forward: bool) -> None:
        work = sorted({*self.open, *self.waiting_jobs})
        if work and (forward or self.rnd.random() < 0.9):
            name = self.rnd.choice(work)
            wanted = [v for v in self.drawing.variables if v.partition("_")[0] == name]
            yes = 0.1 if forward else 0.45
            self.complete(name, **{v: self.rnd.random() < yes for v in wanted})
        elif self.outcome.timers:
            self.wait(seconds=(self.outcome.next_due - self.now).total_seconds())
        elif self.outcome.subscriptions:
            self.message(self.outcome.subscriptions[0].message_name)

    def _no_token_twice(self) -> None:
        repeated = {n for n, node in self.drawing.nodes.items() if node.items or node.container != "blocks"}
        beside = {n for n, node in self.drawing.nodes.items() if self._is_beside(node)}
        counts = Counter(self.open)
        assert not [n for n, number in counts.items() if number > 1 and n not in repeated | beside], counts

    def _is_beside(self, node: object) -> bool:
        """Tell whether every message may open another task here."""
        flows = getattr(node, "incoming", [])
        return any(not self.drawing.nodes[flow.source].interrupting for flow in flows)
