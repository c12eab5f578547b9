"""Trouble at random while petitions go through: processes killed, the database killed or locked, the mail server away.

`stir` makes it, `wrong_in` looks afterwards at what must be true whatever happened.
"""

import os
import random
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.client import HTTPException
from threading import Event
from typing import Any

from sqlalchemy import Row, func, select

from app import forms
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.cases.record.audit_verify import verify_record
from app.clock import DemoClock
from app.errors import UnavailableError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store.tables.cases import element_event, incident, instance, job, subscription, task
from app.store.tables.notifications import delivery
from tests.harness.installation import Browser, Installation
from tests.harness.mail import Mailbox
from tests.harness.petition import FILING, STEPS
from tests.harness.postgres import Cluster

WALKED = ("register", "transfer", "accept", "investigate", "draft_opinion")
"""The steps people do; the next one needs a fresh proof, which is tested elsewhere."""
_GOES_ON_SECONDS = 60
_AWAY = (OSError, HTTPException, UnavailableError)


@dataclass
class Trouble:
    """A served installation, those who work with it, and what was done to it."""

    served: Installation
    runtime: Runtime
    mailbox: Mailbox
    chance: random.Random
    cluster: Cluster | None = None
    filed: set[int] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    _over: Event = field(default_factory=Event)

    def stir(self, seconds: float, *, pause: float = 1.0) -> None:
        """Let people work and faults happen for a time; afterwards everything is up and has been asked to stop."""
        kinds = [self.kill_launcher, self.kill_server_process, self.mail_away, self.lock]
        kinds += [self.kill_database] if self.cluster else []
        pool = ThreadPoolExecutor(2)
        people = [pool.submit(one) for one in (self._citizen, self._office)]
        try:
            # every kind once, then at random
            waiting = self.chance.sample(kinds, len(kinds))
            end = time.monotonic() + seconds
            while waiting or time.monotonic() < end:
                time.sleep(self.chance.uniform(0.2, pause))
                fault = waiting.pop() if waiting else self.chance.choice(kinds)
                self.faults[fault.__name__] += 1
                fault()
            self._wait_until_work_goes_on()
        finally:
            self._over.set()
            pool.shutdown()
        for one in people:
            one.result()

    def _wait_until_work_goes_on(self) -> None:
        before, end = self.answers["303"], time.monotonic() + _GOES_ON_SECONDS
        while self.answers["303"] < before + 3:
            assert time.monotonic() < end, f"nobody can work any more: {dict(self.answers)}"
            time.sleep(0.1)

    def kill_launcher(self) -> None:
        """Kill -9 run.py, and with it the worker and the web server."""
        self.served.kill()
        self.served.start()

    def kill_server_process(self) -> None:
        """Kill -9 the process that answers requests; gunicorn starts another."""
        os.kill(self.served.children()[-1], signal.SIGKILL)

    def mail_away(self) -> None:
        """Take the mail server away for a moment."""
        self.mailbox.stop()
        time.sleep(0.5)
        self.mailbox.start()

    def lock(self) -> None:
        """Hold every case for a moment, as a long transaction would."""
        with self.runtime.engine.begin() as tx:
            tx.execute(select(instance.c.key).with_for_update())
            time.sleep(0.5)

    def kill_database(self) -> None:
        """Kill -9 every process of PostgreSQL and start it again."""
        assert self.cluster
        self.cluster.crash()
        time.sleep(0.2)
        self.cluster.restart()

    def _citizen(self) -> None:
        """File petitions, each until it is in: the token lets one be sent again."""
        while not self._over.is_set():
            token, title = secrets.token_hex(8), f"第{len(self.filed)}件诉求"
            started = self._insist(lambda token=token, title=title: self._file(token, title))
            if started is not None:
                self.filed.add(started)
            self._over.wait(1.0)

    def _file(self, token: str, title: str) -> int:
        posted = forms.as_post({**FILING, "title": title})
        return start_case(
            self.runtime, act_as(self.runtime, "hexiuying"), "petition", posted, token=token
        ).key

    def _office(self) -> None:
        """Do open tasks, sometimes with two clicks at once, each until there is an answer."""
        browsers: dict[str, Browser] = {}
        with ThreadPoolExecutor(2) as pool:
            while not self._over.is_set():
                row = self._insist(self._some_task)
                if row is None:
                    self._over.wait(0.2)
                    continue
                who, values = STEPS[row.element_id]
                path, posted = f"/tasks/{row.key}", forms.as_post(values)

                def click(browser: Browser, path: str = path, posted: Any = posted) -> int:
                    return browser.post(path, posted).status

                def work(who: str = who, click: Callable[[Browser], int] = click) -> list[int]:
                    if who not in browsers:
                        browsers[who] = Browser(self.served.port).sign_in(who)
                    clicks = [browsers[who]]
                    if self.chance.random() < 0.3:
                        clicks.append(browsers[who].second_window())
                    return list(pool.map(click, clicks))

                for status in self._insist(work) or ():
                    self.answers[str(status)] += 1

    def _some_task(self) -> Row[Any] | None:
        query = select(task.c.key, task.c.element_id).where(
            task.c.state == "open", task.c.element_id.in_(WALKED)
        )
        with self.runtime.read() as tx:
            rows = tx.execute(query).all()
        return self.chance.choice(rows) if rows else None

    def _insist(self, act: Callable[[], Any]) -> Any:
        """Do it again until there is an answer or the time is over."""
        while not self._over.is_set():
            try:
                return act()
            except _AWAY as error:
                self.answers[type(error).__name__] += 1
                self._over.wait(0.1)
        return None


def settle(runtime: Runtime) -> None:
    """Do what a worker would in the next hours: leases of the dead end, postponed mails are tried again."""
    clock = DemoClock(runtime.clock.now())
    later = replace(runtime, clock=clock)
    for _ in range(12):
        fire_due_timers(later)
        run_ready_jobs(later)
        clock.set(clock.now() + timedelta(minutes=15))


def wrong_in(runtime: Runtime, filed: set[int], mailbox: Mailbox, kills: int) -> list[str]:
    """Return what should not be: one sentence each."""
    with runtime.read() as tx:
        found = [*_stuck(tx), *_doubled(tx, filed), *_undone(tx)]
        sent = tx.execute(select(delivery.c.key).where(delivery.c.state == "sent")).scalars().all()
    found += [f"record: {one}" for one in verify_record(runtime).findings]
    arrived = Counter(str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in mailbox.messages)
    found += [f"mail {key} never arrived" for key in sent if f"luoshu-{key}" not in arrived]
    # a worker killed between the server's answer and its own commit sends again, under the same Message-ID
    again = sum(arrived.values()) - len(arrived)
    if again > kills:
        found.append(f"{again} mails arrived twice after {kills} kills")
    return found


def _stuck(tx: Any) -> Iterator[str]:
    """Yield cases that run and wait for nothing."""
    waits = [
        select(1).where(task.c.instance_key == instance.c.key, task.c.state == "open").exists(),
        select(1).where(job.c.instance_key == instance.c.key, job.c.state.in_(("ready", "running"))).exists(),
        select(1).where(subscription.c.instance_key == instance.c.key).exists(),
        select(1).where(incident.c.instance_key == instance.c.key, incident.c.state == "open").exists(),
        instance.c.next_due.is_not(None),
    ]
    query = select(instance.c.number).where(instance.c.status == "active", *(~one for one in waits))
    yield from (f"{number} waits for nothing" for number in tx.scalars(query))


def _doubled(tx: Any, filed: set[int]) -> Iterator[str]:
    """Yield what exists twice, or a filing that exists without its filer knowing it."""
    counts = (
        ("number", select(instance.c.number).group_by(instance.c.number).having(func.count() > 1)),
        (
            "completed step",
            select(task.c.instance_key)
            .where(task.c.state == "completed")
            .group_by(task.c.instance_key, task.c.element_id)
            .having(func.count() > 1),
        ),
        (
            "passage",
            select(element_event.c.instance_key)
            .group_by(element_event.c.instance_key, element_event.c.engine_id)
            .having(func.count() > 1),
        ),
    )
    for what, query in counts:
        yield from (f"{what} twice: {value}" for value in tx.scalars(query))
    lost = filed - set(tx.scalars(select(instance.c.key)))
    yield from (f"{key} was answered but is not there" for key in lost)


def _undone(tx: Any) -> Iterator[str]:
    """Yield jobs that did not come to their end and mails that were not sent."""
    rest = select(job.c.kind, job.c.state, job.c.error).where(
        job.c.state != "done", job.c.state != "canceled"
    )
    yield from (f"job {row.kind} is {row.state}: {row.error}" for row in tx.execute(rest))
    yield from (f"incident {message}" for message in tx.scalars(select(incident.c.message)))
    unsent = select(delivery.c.state).where(delivery.c.state != "sent")
    yield from (f"a mail is {state}" for state in tx.scalars(unsent))


@contextmanager
def trouble(
    runtime: Runtime, served: Installation, mailbox: Mailbox, seed: int, cluster: Cluster | None
) -> Iterator[Trouble]:
    """Serve an installation and give what stirs it; it is killed at the end whatever happened."""
    try:
        served.start()
        yield Trouble(served, runtime, mailbox, random.Random(seed), cluster)
    finally:
        served.kill()
