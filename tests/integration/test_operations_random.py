"""Random acts on a case with parallel branches and a round of signing: whatever the order, nothing is lost or doubled."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app import engine
from app.cases.operations.add_signer import add_signer
from app.cases.operations.answer_side import answer_side
from app.cases.operations.ask import ask
from app.cases.operations.change_round import add_to_round, remove_from_round
from app.cases.operations.circulate import circulate
from app.cases.operations.delegate import delegate
from app.cases.operations.jump import jump
from app.cases.operations.mark_read import mark_read
from app.cases.operations.remove_signer import remove_signer
from app.cases.operations.return_task import return_targets, return_task
from app.cases.operations.suspend import resume_case, suspend_case
from app.cases.operations.take_back import take_back
from app.cases.record.audit_verify import verify_record
from app.catalog.resolve import resolve_package
from app.engine.workflow import shown_id
from app.errors import LuoshuError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import instances, people, readings, sides, tasks
from tests.harness.operations import finish_task, open_tasks, start

STAFF = (
    "limin",
    "zhangxiao",
    "wangjianguo",
    "tangwei",
    "xuyang",
    "weigang",
    "luohao",
    "dongmei",
    "zhouzheng",
)
ROUND = "countersign"


class Walk:
    """One case and the random acts on it."""

    def __init__(self, office: Runtime, seed: int) -> None:
        self.office, self.dice = office, random.Random(seed)
        self.case = start(office).key
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self) -> None:
        """Try one act; a refusal changes nothing."""
        name = self.dice.choice(list(ACTS))
        before = self.state()
        try:
            ACTS[name](self)
        except LuoshuError:
            self.refused[name] += 1
            assert self.state() == before, f"{name} was refused and changed something"
            return
        except IndexError:
            return  # there was nothing to do it to
        self.done[name] += 1

    def state(self) -> tuple[Any, ...]:
        """Return what a refused act must leave as it was."""
        with self.office.read() as tx:
            head = instances.head_by_key(tx, self.case)
            rows = [(row.key, row.state, row.assignee, row.held_at) for row in tasks.tasks_of(tx, self.case)]
            asked = [(one.key, one.state) for key, *_ in rows for one in sides.requests_beside(tx, key)]
        return head.version, head.suspended_at, tuple(rows), tuple(asked)

    def check(self) -> None:
        """Hold rows and engine against each other; raises AssertionError naming what is wrong."""
        with self.office.read() as tx:
            head = instances.head_by_key(tx, self.case)
            package = resolve_package(self.office, tx, head.definition_key)
            live = engine.load(package.definition, instances.body_of(tx, self.case))
            rows = tasks.tasks_of(tx, self.case, state="open")
            candidates = {row.key: tasks.candidates_of(tx, row.key) for row in rows}
            parents = {row.key for row in rows}
            standing = [one for row in rows for one in sides.requests_beside(tx, row.key)]
        tokens = {shown_id(t) for t in live.tasks.values() if t.internal_data.get("open") == "user"}
        own = [row for row in rows if row.side_of is None]

        assert {row.engine_id for row in own} == tokens, "tasks and tokens differ"
        assert (head.ended_at is not None) == (not own), "a running case waits for nobody"
        singles = Counter(row.element_id for row in own if row.element_id != ROUND)
        assert not [name for name, count in singles.items() if count > 1], f"doubled: {singles}"
        groups = Counter(
            frozenset(one for one in candidates[row.key] if not one.startswith("@"))
            for row in own
            if row.element_id == ROUND
        )
        assert not [one for one, count in groups.items() if count > 1], f"asked twice: {groups}"
        assert all(row.side_of in parents for row in rows if row.side_of), "a request beside nothing"
        asked = Counter((one.parent_key, one.asked_key) for one in standing if one.state in sides.STANDING)
        open_sides = {row.key for row in rows if row.side_of}
        assert {one.task_key for one in standing if one.state == "open"} == open_sides
        assert all(
            row.held_at is None or asked[row.key, one.asked_key]
            for row in own
            for one in standing
            if one.parent_key == row.key and one.kind == "after" and one.state == "open"
        )

    def task(self, *, side: bool = False) -> Any:
        """Return a random open task."""
        return self.dice.choice(
            [row for row in open_tasks(self.office, self.case) if bool(row.side_of) == side]
        )

    def worker(self, row: Any) -> Any:
        """Return the login of somebody who holds or may take a task."""
        with self.office.read() as tx:
            if row.assignee is not None:
                return people.find_account(tx, row.assignee).login
            groups = tasks.candidates_of(tx, row.key)
            return self.dice.choice([one.login for one in people.members_of(tx, groups)])

    def other(self) -> str:
        """Return anybody."""
        return self.dice.choice(STAFF)


def complete(walk: Walk) -> None:
    row = walk.task()
    finish_task(walk.office, row.key, walk.worker(row), opinion=walk.dice.choice(["agree", "disagree"]))


def sign(walk: Walk) -> None:
    row = walk.task()
    place = walk.dice.choice(["before", "after"])
    who = act_as(walk.office, walk.worker(row))
    add_signer(walk.office, who, row.key, place=place, signers=walk.other(), question="?")


def put_question(walk: Walk) -> None:
    row = walk.task()
    ask(walk.office, act_as(walk.office, walk.worker(row)), row.key, colleague=walk.other(), question="?")


def answer(walk: Walk) -> None:
    row = walk.task(side=True)
    agrees = walk.dice.choice(["yes", "yes", "no"])
    answer_side(walk.office, act_as(walk.office, walk.worker(row)), row.key, agrees=agrees, answer="见上")


def withdraw(walk: Walk) -> None:
    row = walk.task()
    with walk.office.read() as tx:
        request = walk.dice.choice(list(sides.requests_beside(tx, row.key)))
    remove_signer(walk.office, act_as(walk.office, walk.worker(row)), request.key, reason="不用了")


def hand_down(walk: Walk) -> None:
    row = walk.task()
    who = act_as(walk.office, walk.worker(row))
    delegate(walk.office, who, row.key, colleague=walk.other(), request="请办")


def send_back(walk: Walk) -> None:
    row = walk.task()
    who = act_as(walk.office, walk.worker(row))
    to = walk.dice.choice(return_targets(walk.office, who, row.key)).element_id
    straight = walk.dice.random() < 0.5
    return_task(walk.office, who, row.key, to=to, reason="重办", come_back=straight)


def call_back(walk: Walk) -> None:
    with walk.office.read() as tx:
        done = [row for row in tasks.tasks_of(tx, walk.case, state="completed") if row.closed_by]
        row = walk.dice.choice(done)
        login = people.find_account(tx, row.closed_by).login
    take_back(walk.office, act_as(walk.office, login), row.key, reason="写错了")


def widen(walk: Walk) -> None:
    row = walk.dice.choice(open_tasks(walk.office, walk.case, ROUND))
    who = act_as(walk.office, walk.worker(row))
    signer = walk.dice.choice(["dongmei", "guoming", "shenlei", "xuyang"])
    add_to_round(walk.office, who, row.key, signer=signer, reason="涉及")


def narrow(walk: Walk) -> None:
    rows = open_tasks(walk.office, walk.case, ROUND)
    row, other = walk.dice.choice(rows), walk.dice.choice(rows)
    remove_from_round(walk.office, act_as(walk.office, walk.worker(row)), row.key, other.key, reason="无关")


def stop(walk: Walk) -> None:
    suspend_case(walk.office, act_as(walk.office, "wangjianguo"), walk.case, reason="等文件")


def go(walk: Walk) -> None:
    resume_case(walk.office, act_as(walk.office, "wangjianguo"), walk.case)


def leap(walk: Walk) -> None:
    if walk.dice.random() < 0.7:
        return  # a jump ends most of what there is to do
    to = walk.dice.choice(["prepare", "consult", ROUND, "comment_on", "store"])
    task = str(walk.task().key)
    jump(walk.office, act_as(walk.office, "wangjianguo"), walk.case, task=task, to=to, reason="急")


def pass_round(walk: Walk) -> None:
    circulate(walk.office, act_as(walk.office, "limin"), walk.case, readers=walk.other(), days="2")


def read(walk: Walk) -> None:
    with walk.office.read() as tx:
        row = walk.dice.choice(list(readings.readings_of(tx, walk.case)))
    mark_read(walk.office, act_as(walk.office, row.login), row.key)


ACTS: dict[str, Callable[[Walk], None]] = {
    "complete": complete,
    "complete once more": complete,
    "add a signer": sign,
    "ask": put_question,
    "answer": answer,
    "answer once more": answer,
    "remove a signer": withdraw,
    "delegate": hand_down,
    "return": send_back,
    "take back": call_back,
    "add to the round": widen,
    "remove from the round": narrow,
    "suspend": stop,
    "resume": go,
    "resume once more": go,
    "jump": leap,
    "circulate": pass_round,
    "read": read,
}


@pytest.mark.parametrize("seed", range(4))
def test_random_acts_lose_and_double_nothing(office: Runtime, seed: int) -> None:
    walk = Walk(office, seed)

    for _ in range(60):
        walk.step()
        walk.check()

    assert verify_record(office, walk.case).findings == ()
    assert sum(walk.done.values()) >= 10, walk.refused
