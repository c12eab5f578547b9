"""Multi-instance activities: one body, a round for each element of a collection, all at once or one by one.

A round has a scope of its own (input element, loopCounter); events at the edge belong to the body.
Source: BPMN 2.0 §10.3.8 and §13.3.7; Camunda 8, "multi-instance".
"""

import re
from collections.abc import Mapping
from typing import Any

from app.engine.events import arm
from app.engine.formula import EngineFailureError
from app.engine.model import LoopCode
from app.engine.nodes import Node
from app.engine.scopes import lookup_in, owners, propagate, visible
from app.text import text

MAX_ROUNDS = 1_000
"""How many rounds a multi-instance activity may have; more is a mistake in the data, not work for people."""
_NAME = re.compile(r"=\s*([^\W\d]\w*)(?:\.[^\W\d]\w*)*\s*$")


class Loops(Node):
    """Run an activity once, or in the rounds of its multi-instance marker."""

    def enter_once(self, task: Any) -> bool:
        """Enter the activity itself, or one round of its loop."""
        raise NotImplementedError

    def enter(self, task: Any) -> bool:
        """Enter the body, a round or the plain activity."""
        if self.code.loop is None or "body" in task.internal_data:
            return self.enter_once(task)
        return self._enter_body(task, self.code.loop)

    def _enter_body(self, task: Any, loop: LoopCode) -> bool:
        items = loop.input_collection.evaluate(self.lookup(task), self.env(task))
        if not isinstance(items, list):
            message = text(
                "多实例输入集合“%(source)s”的结果应为列表，却是 %(value)s。",
                source=loop.input_collection.source,
                value=repr(items),
            )
            raise EngineFailureError("collection", message, visible(task))
        if len(items) > MAX_ROUNDS:
            message = text(
                "多实例输入集合“%(source)s”有 %(count)s 个元素，超过上限 %(limit)s 个。",
                source=loop.input_collection.source,
                count=len(items),
                limit=MAX_ROUNDS,
            )
            raise EngineFailureError("collection", message)
        arm(self, task)
        task.internal_data["rounds"] = {
            "items": items,
            "next": 0,
            "done": 0,
            "gone": 0,
            "out": [None] * len(items),
        }
        if not items:
            return True
        task.internal_data["open"] = "loop"
        for _ in items[:1] if loop.sequential else items:
            self._next_round(task, loop)
        return False

    def _next_round(self, body: Any, loop: LoopCode) -> None:
        rounds = body.internal_data["rounds"]
        index = rounds["next"]
        rounds["next"] = index + 1
        item: dict[str, Any] = {"loopCounter": index + 1}
        if loop.input_element:
            item[loop.input_element] = rounds["items"][index]
        if loop.output_element is not None and (own := _NAME.match(loop.output_element.source)):
            item.setdefault(own[1], None)  # so that rounds do not write over one another's results
        body.workflow.spawn(self, body=body.id, index=index, item=item)._ready()  # noqa: SLF001

    def leave(self, task: Any) -> None:
        """Leave the plain activity, a round (evaluating its result) or the body (handing the results on)."""
        note, loop = task.internal_data, self.code.loop
        if loop is None or "body" not in note:
            if loop is None:
                super().leave(task)
            elif loop.output_collection:
                propagate(owners(task), {loop.output_collection: note["rounds"]["out"]})
            return
        body = task.workflow.tasks[note["body"]]
        extra: Mapping[str, Any] = _counters(body)
        if "mapped" not in note:
            super().leave(task)
            note["mapped"] = True  # a retry of what follows must not map twice
        find, env = lookup_in(owners(task), extra), self.env(task)
        if loop.output_element is not None:
            note["result"] = loop.output_element.evaluate(find, env)
        if loop.output_collection:
            # the condition sees the results so far, this one included
            extra = {**extra, loop.output_collection: _results(body, note)}
        note["last"] = loop.completion is not None and loop.completion.truth(
            lookup_in(owners(task), extra), env
        )

    def choose(self, task: Any) -> list[int]:
        """Return the ways out; a round has none."""
        return [] if "body" in task.internal_data else super().choose(task)

    def left(self, task: Any) -> None:
        """Tell the body that a round is over."""
        note, loop = task.internal_data, self.code.loop
        if loop is None or "body" not in note:
            return
        scope = task.workflow
        body = scope.tasks[note["body"]]
        rounds = body.internal_data["rounds"]
        rounds["out"], rounds["done"] = _results(body, note), rounds["done"] + 1
        if note["last"] or rounds["done"] == len(rounds["items"]):
            for other in [
                t for t in scope.tokens() if t.internal_data.get("body") == body.id and t is not task
            ]:
                scope.cancel_token(other)
            scope.top_workflow.resume(body)
        elif loop.sequential:
            self._next_round(body, loop)


def _results(body: Any, note: Mapping[str, Any]) -> list[Any]:
    out = list(body.internal_data["rounds"]["out"])
    out[note["index"]] = note.get("result")
    return out


def _counters(body: Any) -> Mapping[str, Any]:
    rounds = body.internal_data["rounds"]
    done = rounds["done"] + 1
    return {
        "numberOfInstances": len(rounds["items"]),
        "numberOfCompletedInstances": done,
        "numberOfActiveInstances": rounds["next"] - done,
        "numberOfTerminatedInstances": 0,
    }
