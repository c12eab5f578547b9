"""A city of its own for scenarios: a fresh database in a temporary folder, people, one process, a clock to set."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.access.actor import SYSTEM
from app.cases.rehearsal.run_scenario import run_scenario
from app.catalog.deploy import deploy
from app.catalog.read_package import PackageFiles
from app.catalog.scenarios import FILE, Scenario, read_scenarios
from app.clock import DemoClock, SystemClock
from app.people.demo_people import seed_people
from app.runtime import Runtime, open_runtime
from app.store.migrate import migrate
from app.text import Text
from config import Settings

_DATABASE = "city.sqlite3"


def run_scenarios(settings: Settings, package: PackageFiles) -> Iterator[tuple[Scenario, list[Text]]]:
    """Run every scenario of a package, each in a city of its own; yield what differs from each.

    Nothing of the installation is touched. Raises InvalidError when scenarios.yaml or the package is wrong.
    """
    scenarios = read_scenarios(package.files.get(FILE, b"scenarios: []"))
    with TemporaryDirectory(prefix="luoshu-scenarios-") as folder:
        template = Path(folder, "template")
        with _city(settings, template) as (runtime, _clock):
            migrate(runtime.engine)
            seed_people(runtime)
            deploy(runtime, SYSTEM, package.process_id, package.files)
        for number, scenario in enumerate(scenarios):
            copy = Path(folder, str(number))
            shutil.copytree(template, copy)
            with _city(settings, copy) as (runtime, clock):
                yield scenario, run_scenario(runtime, package.process_id, scenario, clock.set)
            shutil.rmtree(copy)


@contextmanager
def _city(settings: Settings, folder: Path) -> Iterator[tuple[Runtime, DemoClock]]:
    clock = DemoClock(SystemClock().now())
    own = replace(
        settings,
        database_url=f"sqlite:///{folder / _DATABASE}",
        data_dir=folder,
        key_file=folder / "keys.json",
        smtp_host="",
        demo=True,
    )
    runtime = open_runtime(own, clock=clock)
    try:
        yield runtime, clock
    finally:
        runtime.close()
