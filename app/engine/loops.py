"""Multi-instance activities: one body, a round for each element of a collection, all at once or one by one.

A round has a scope of its own (input element, loopCounter); events at the edge belong to the body.
Source: BPMN 2.0 §10.3.8 and §13.3.7; Camunda 8, "multi-instance".
"""

import re
from collections.abc import Mapping
from typing import Any

from app.engine.events import arm
from app.engine.formula import EngineFailureError
from app.engine.history import mark_work, rename
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

    is_work = True
    """Whether the history remembers it: somebody may go back to it, or it cannot be called back."""

    def begin_watch(self, task: Any) -> None:
        """Watch the events at the edge and remember that work begins; raises `EngineFailureError` before either.

        Work that comes back still has its watchers; a detour has none, as what it stands in for has its own.
        """
        note = task.internal_data
        if note.pop("again", False) or "detour" in note:
            return
        arm(self, task)
        if "plant" in note and note["plant"]["of"]:
            rename(task, note["plant"]["of"])
        elif self.is_work:
            mark_work(task)

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
        task.internal_data["rounds"] = {
            "items": items,
            "next": 0,
            "done": 0,
            "gone": 0,
            "out": [None] * len(items),
            "by": {},
        }
        if not items:
            return True
        self.begin_watch(task)
        task.internal_data["open"] = "loop"
        for _ in items[:1] if loop.sequential else items:
            self._next_round(task, loop)
        return False

    def _next_round(self, body: Any, loop: LoopCode) -> None:
        rounds = body.internal_data["rounds"]
        rounds["next"] += 1
        self._begin_round(body, loop, rounds["next"] - 1)

    def _begin_round(self, body: Any, loop: LoopCode, index: int) -> None:
        rounds = body.internal_data["rounds"]
        item: dict[str, Any] = {"loopCounter": index + 1}
        if loop.input_element:
            item[loop.input_element] = rounds["items"][index]
        if loop.output_element is not None and (own := _NAME.match(loop.output_element.source)):
            item.setdefault(own[1], None)  # so that rounds do not write over one another's results
        body.workflow.spawn(self, body=body.id, index=index, item=item)._ready()  # noqa: SLF001

    def add_round(self, body: Any, item: Any, *, at_once: bool) -> None:
        """Ask for one more element; its turn comes at once, right after the present round, or last."""
        loop, rounds = self.code.loop, body.internal_data["rounds"]
        if loop is None:
            return
        index = rounds["next"] if loop.sequential and at_once else len(rounds["items"])
        rounds["items"] = [*rounds["items"][:index], item, *rounds["items"][index:]]
        rounds["out"] = [*rounds["out"][:index], None, *rounds["out"][index:]]
        rounds["by"] = {name: i + (i >= index) for name, i in rounds.get("by", {}).items()}
        if not loop.sequential:
            self._next_round(body, loop)

    def remove_round(self, body: Any, task: Any) -> None:
        """Ask no longer for the element of a round that runs; go on when nothing more is asked for."""
        loop, rounds, scope = self.code.loop, body.internal_data["rounds"], body.workflow
        if loop is None:
            return
        index = task.internal_data["index"]
        task.internal_data["ending"] = "removed"
        scope.cancel_token(task)
        rounds["items"] = [*rounds["items"][:index], *rounds["items"][index + 1 :]]
        rounds["out"] = [*rounds["out"][:index], *rounds["out"][index + 1 :]]
        rounds["by"] = {name: i - (i > index) for name, i in rounds.get("by", {}).items()}
        rounds["next"], rounds["gone"] = rounds["next"] - 1, rounds["gone"] + 1
        for other in scope.tokens():
            note = other.internal_data
            if note.get("body") == body.id and note["index"] > index:
                note["index"] -= 1
        if rounds["done"] == len(rounds["items"]) or self._is_enough(body, loop):
            self._finish(body)
        elif loop.sequential:
            self._next_round(body, loop)

    def take_round_back(self, body: Any, name: str) -> bool:
        """Ask again for a round that ended under this id; False when another one has begun its turn since."""
        loop, rounds, scope = self.code.loop, body.internal_data["rounds"], body.workflow
        index = rounds["by"][name]
        if loop is None or self.element.kind != "userTask":
            return False
        if loop.sequential:
            following = [t for t in scope.tokens() if t.internal_data.get("body") == body.id]
            if index != rounds["next"] - 2 or any("open" not in t.internal_data for t in following):
                return False
            for task in following:
                scope.cancel_token(task)
            rounds["next"] -= 1
        rounds["by"] = {other: i for other, i in rounds.get("by", {}).items() if other != name}
        rounds["out"] = [*rounds["out"][:index], None, *rounds["out"][index + 1 :]]
        rounds["done"] -= 1
        self._begin_round(body, loop, index)
        return True

    def _is_enough(self, body: Any, loop: LoopCode) -> bool:
        """Tell whether the completion condition holds without a round that has just ended."""
        if loop.completion is None or not body.internal_data["rounds"]["done"]:
            return False
        known: Mapping[str, Any] = _counters(body, done=0)
        if loop.output_collection:
            known = {**known, loop.output_collection: body.internal_data["rounds"]["out"]}
        try:
            return loop.completion.truth(lookup_in(owners(body), known), self.env(body))
        except EngineFailureError:
            return False  # it asks for the result of a round: the next one that ends will tell

    def _finish(self, body: Any, *, but: Any = None) -> None:
        scope = body.workflow
        for other in [t for t in scope.tokens() if t.internal_data.get("body") == body.id and t is not but]:
            scope.cancel_token(other)
        scope.top_workflow.resume(body)

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
        rounds["by"] = {**rounds.get("by", {}), str(note.get("as", task.id)): note["index"]}
        if note["last"] or rounds["done"] == len(rounds["items"]):
            self._finish(body, but=task)
        elif loop.sequential:
            self._next_round(body, loop)


def _results(body: Any, note: Mapping[str, Any]) -> list[Any]:
    out = list(body.internal_data["rounds"]["out"])
    out[note["index"]] = note.get("result")
    return out


def _counters(body: Any, *, done: int = 1) -> Mapping[str, Any]:
    """Return what a completion condition may count; `done` rounds have just ended."""
    rounds = body.internal_data["rounds"]
    done += rounds["done"]
    return {
        "numberOfInstances": len(rounds["items"]),
        "numberOfCompletedInstances": done,
        "numberOfActiveInstances": rounds["next"] - done,
        "numberOfTerminatedInstances": rounds["gone"],
    }
