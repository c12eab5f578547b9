"""Every scenario of every process package happens as it is written, on both databases."""

from pathlib import Path

import pytest

from app.access.actor import SYSTEM
from app.cases.rehearsal.run_scenario import run_scenario
from app.catalog.deploy import deploy
from app.catalog.read_package import package_names, read_package
from app.catalog.scenarios import FILE, read_scenarios

ROOT = Path(__file__).resolve().parents[2]


def every_scenario():
    for name in package_names(ROOT / "processes"):
        source = ROOT / "processes" / name / FILE
        for scenario in read_scenarios(source.read_bytes()) if source.exists() else ():
            yield pytest.param(name, scenario, id=f"{name}-{scenario.id}")


@pytest.mark.parametrize(("process_id", "scenario"), list(every_scenario()))
def test_it_happens_as_written(city, clock, process_id, scenario):
    if process_id != "petition":  # the city has that one already
        package = read_package(city.settings.processes_dir, city.settings.forms_dir, process_id)
        deploy(city, SYSTEM, process_id, package.files)

    differences = run_scenario(city, process_id, scenario, clock.set)

    assert [str(difference) for difference in differences] == []
