"""A second installation beside the city, with a database, keys, files and a server of its own: exchange needs two."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.official.exchange_directory import enter_site, read_directory
from app.clock import DemoClock
from app.people.demo_people import seed_people
from app.runtime import Runtime, open_runtime
from config import Settings
from tests.harness import postgres
from tests.harness.city import actor_of, deploy_once


@dataclass
class Place:
    """One installation: its program, and its server while it is up."""

    runtime: Runtime
    app: Flask
    server: BaseWSGIServer | None = None
    port: int = 0
    wrap: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where the server is, or was."""
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Start (again) on the same port."""
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def down(self) -> None:
        """Stop answering."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def work(self) -> None:
        """Run what is ready."""
        run_ready_jobs(self.runtime)

    @property
    def card(self) -> str:
        """Return the card this installation hands out, with its present address."""
        object.__setattr__(self.runtime.settings, "site_url", self.address)
        return read_directory(self.runtime, actor_of(self.runtime, "gaoyuan")).own_card

    def know(self, other: "Place") -> None:
        """Enter the other installation in the directory."""
        enter_site(self.runtime, actor_of(self.runtime, "gaoyuan"), other.card)


@dataclass
class Pair:
    """Two installations that know each other: `here` is the city, `there` the other one."""

    here: Place
    there: Place


@pytest.fixture
def pair(
    app: Flask,
    city: Runtime,
    clock: DemoClock,
    database_kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Pair]:
    """Return two installations on two servers and two databases of the same kind; `packages` are in both."""
    with ExitStack() as after:
        if database_kind == "sqlite":
            copy = tmp_path / "there.sqlite3"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
            url = f"sqlite:///{copy}"
        else:
            cluster: postgres.Cluster = request.getfixturevalue("postgres_cluster")
            name = cluster.clone()
            after.callback(cluster.drop, name)
            url = cluster.url(name)
        data = tmp_path / "there"
        settings = Settings(
            database_url=url,
            data_dir=data,
            key_file=data / "keys.json",
            demo=True,
            site_name="省级平台（演示）",
        )
        runtime = open_runtime(settings, clock=clock)
        after.callback(runtime.close)
        seed_people(runtime)
        marker = request.node.get_closest_marker("packages")
        for process_id in marker.args if marker is not None else ():
            deploy_once(runtime, monkeypatch, process_id)
        there_app = create_app(runtime=runtime)
        there_app.testing = True
        there_app.config["WTF_CSRF_ENABLED"] = False
        places = Pair(Place(city, app), Place(runtime, there_app))
        for place in (places.here, places.there):
            place.up()
            after.callback(place.down)
        places.here.know(places.there)
        places.there.know(places.here)
        yield places
