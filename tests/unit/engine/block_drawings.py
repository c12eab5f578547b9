"""Drawings built from blocks that fit into each other at will: what hypothesis plays with.

A block is a nested tuple whose first word says its kind; `draw` turns it into a file.
"""

from itertools import count, pairwise

from hypothesis import strategies as st

from tests.unit.engine.drawing_builder import Part, write

Block = tuple  # ("task",) | ("timer",) | ("note",) | ("many", n) | ("seq"|"and"|"or"|"xor", [blocks]) | ("redo"|"sub", block)

_LEAVES = st.one_of(
    st.just(("task",)),
    st.just(("timer",)),
    st.just(("note",)),
    st.tuples(st.just("many"), st.integers(0, 3), st.booleans()),
)


def blocks(*, leaves: int = 12) -> st.SearchStrategy[Block]:
    """Return blocks with about so many leaves."""
    return st.recursive(
        _LEAVES,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(["seq", "and", "or", "xor"]), st.lists(inner, min_size=2, max_size=3)),
            st.tuples(st.sampled_from(["redo", "sub"]), inner),
        ),
        max_leaves=leaves,
    )


class _Pen:
    """Draw blocks into parts; ids are numbered through."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.messages: list[str] = []
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

    def _timer(self, part: Part) -> tuple[str, str]:
        """A task that gives way to another one after a time of its own length."""
        task, event, late, merge = self.name("t"), self.name("b"), self.name("t"), self.name("x")
        self.timers += 1
        part.add(f"user {task} {late}; xor {merge}")
        part.boundary(event, task, f"timer PT{60 + 7 * self.timers}M")
        part.path(f"{task} {merge}").path(f"{event} {late} {merge}")
        return task, merge

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
    return write({name: part}, messages=" ".join(pen.messages))
