"""Drawings built from blocks that fit into each other at will: what hypothesis plays with.

A block is a nested tuple whose first word says its kind; `draw` turns it into a file.
"""

from itertools import count, pairwise

from hypothesis import strategies as st

from tests.unit.engine.drawing_builder import Part, write

Block = tuple
"""("task",), ("job",), ("timer",), ("note",), ("await",): one step, some with events at its border or behind it.
("many", n, sequential), ("each", n, sequential, length): a task or a short sub-process repeated.
("seq" | "and" | "or" | "xor", blocks), ("redo" | "sub" | "guard" | "risk", block): blocks put together."""

_SIZES = st.sampled_from([2, 3, 1, 0])
_LEAVES = st.one_of(
    st.tuples(st.sampled_from(["task", "job", "timer", "note", "await"])),
    st.tuples(st.just("many"), _SIZES, st.booleans()),
    st.tuples(st.just("each"), _SIZES, st.booleans(), st.integers(1, 3)),
)


def blocks(*, leaves: int = 12) -> st.SearchStrategy[Block]:
    """Return blocks in a row, each with up to so many leaves."""
    inner = st.recursive(
        _LEAVES,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(["seq", "and", "or", "xor"]), st.lists(inner, min_size=2, max_size=3)),
            st.tuples(st.sampled_from(["redo", "sub", "guard", "risk"]), inner),
        ),
        max_leaves=leaves,
    )
    return st.tuples(st.just("seq"), st.lists(inner, min_size=2, max_size=4))


class _Pen:
    """Draw blocks into parts; ids are numbered through."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.messages: list[str] = []
        self.errors: list[str] = []
        self.timers = 0

    def name(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def draw(self, part: Part, block: Block) -> tuple[str, str]:
        """Draw a block; return its first and last node."""
        drawn: tuple[str, str] = getattr(self, f"_{block[0]}")(part, *block[1:])
        return drawn

    def _task(self, part: Part) -> tuple[str, str]:
        name = self.name("t")
        part.add(f"user {name}")
        return name, name

    def _many(self, part: Part, size: int, sequential: bool) -> tuple[str, str]:
        name = self.name("m")
        part.many(name, f"={list(range(size))}", sequential=sequential)
        return name, name

    def _job(self, part: Part) -> tuple[str, str]:
        name = self.name("w")
        part.job(name)
        return name, name

    def _each(self, part: Part, size: int, sequential: bool, length: int) -> tuple[str, str]:
        """A sub-process of tasks in a row for each item; which item is where makes no difference to the eye."""
        name = self.name("s")
        inner = self.whole(("seq", [("task",)] * length))
        part.sub(name, inner, items=f"={list(range(size))}", sequential=sequential)
        return name, name

    def _hours(self) -> str:
        """Return a time that no other timer of the drawing has."""
        self.timers += 1
        return f"PT{60 + 7 * self.timers}M"

    def _timer(self, part: Part) -> tuple[str, str]:
        task = self.name("t")
        part.add(f"user {task}")
        return self._instead(part, task, f"timer {self._hours()}")

    def _guard(self, part: Part, inner: Block) -> tuple[str, str]:
        name = self.name("s")
        part.sub(name, self.whole(inner))
        return self._instead(part, name, f"timer {self._hours()}")

    def _risk(self, part: Part, inner: Block) -> tuple[str, str]:
        """A sub-process beside whose content a task may end everything with an error."""
        name, task, choice, end = self.name("s"), self.name("t"), self.name("x"), self.name("e")
        split = self.name("g")
        self.errors.append(f"error{end}")
        held = Part().add(f"start s{split}; end e{split}; and {split}; user {task}; xor {choice}")
        held.end(end, f"error error{end}")
        first, last = self.draw(held, inner)
        held.path(f"s{split} {split} {first}").path(f"{last} e{split}")
        held.path(f"{split} {task} {choice}").path(f"{choice} {end}", when=f"={task}_bad")
        held.path(f"{choice} e{split}", default=True)
        part.sub(name, held)
        return self._instead(part, name, f"error error{end}")

    def _instead(self, part: Part, host: str, event: str) -> tuple[str, str]:
        """Let another task take the place of an activity when something happens."""
        border, other, merge = self.name("b"), self.name("t"), self.name("x")
        part.add(f"user {other}; xor {merge}").boundary(border, host, event)
        part.path(f"{host} {merge}").path(f"{border} {other} {merge}")
        return host, merge

    def _await(self, part: Part) -> tuple[str, str]:
        gate, told, late, task, merge = (self.name(letter) for letter in "gcctx")
        self.messages.append(f"message{told}")
        part.add(f"either {gate}; user {task}; xor {merge}")
        part.catch(told, f"message message{told}").catch(late, f"timer {self._hours()}")
        part.path(f"{gate} {told} {merge}").path(f"{gate} {late} {task} {merge}")
        return gate, merge

    def _note(self, part: Part) -> tuple[str, str]:
        """A task beside which a message opens another one that nobody waits for."""
        task, event, extra, end = self.name("t"), self.name("b"), self.name("t"), self.name("e")
        self.messages.append(f"message{event}")
        part.add(f"user {task} {extra}; end {end}")
        part.boundary(event, task, f"message message{event}", interrupting=False)
        part.path(f"{event} {extra} {end}")
        return task, task

    def _seq(self, part: Part, inner: list[Block]) -> tuple[str, str]:
        drawn = [self.draw(part, block) for block in inner]
        for (_, last), (first, _) in pairwise(drawn):
            part.path(f"{last} {first}")
        return drawn[0][0], drawn[-1][1]

    def _and(self, part: Part, inner: list[Block]) -> tuple[str, str]:
        split, join = self.name("g"), self.name("j")
        part.add(f"and {split} {join}")
        for first, last in [self.draw(part, block) for block in inner]:
            part.path(f"{split} {first}").path(f"{last} {join}")
        return split, join

    def _or(self, part: Part, inner: list[Block]) -> tuple[str, str]:
        return self._chosen(part, "or", inner)

    def _xor(self, part: Part, inner: list[Block]) -> tuple[str, str]:
        return self._chosen(part, "xor", inner)

    def _chosen(self, part: Part, kind: str, inner: list[Block]) -> tuple[str, str]:
        pick, split, join = self.name("p"), self.name("g"), self.name("j")
        part.add(f"user {pick}; {kind} {split} {join}").path(f"{pick} {split}")
        for number, (first, last) in enumerate([self.draw(part, block) for block in inner]):
            part.path(f"{split} {first}", when=f"={pick}_{'abc'[number]}").path(f"{last} {join}")
        part.path(f"{split} {join}", default=True)
        return pick, join

    def _redo(self, part: Part, inner: Block) -> tuple[str, str]:
        merge, judge, choice = self.name("x"), self.name("r"), self.name("x")
        part.add(f"xor {merge} {choice}; user {judge}")
        first, last = self.draw(part, inner)
        part.path(f"{merge} {first}").path(f"{last} {judge} {choice}")
        part.path(f"{choice} {merge}", when=f"={judge}_again")
        after = self.name("x")
        part.add(f"xor {after}").path(f"{choice} {after}", default=True)
        return merge, after

    def _sub(self, part: Part, inner: Block) -> tuple[str, str]:
        name = self.name("s")
        part.sub(name, self.whole(inner))
        return name, name

    def whole(self, block: Block) -> Part:
        """Draw a block between a start and an end."""
        start, end = self.name("s"), self.name("e")
        part = Part().add(f"start {start}; end {end}")
        first, last = self.draw(part, block)
        return part.path(f"{start} {first}").path(f"{last} {end}")


def draw(block: Block, *, name: str = "blocks") -> bytes:
    """Return a file whose process `name` is the block."""
    pen = _Pen()
    part = pen.whole(block)
    return write({name: part}, messages=" ".join(pen.messages), errors=" ".join(pen.errors))
