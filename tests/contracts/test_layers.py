"""The layers of pyproject.toml hold, and the tool that says so notices when they do not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--config", str(folder / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program that a test may spoil."""
    shutil.copytree(
        ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "config.py", tmp_path)
    return tmp_path


def test_the_layers_hold(copy: Path) -> None:
    result = lint(copy)

    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.parametrize(
    ("module", "forbidden", "contract"),
    [
        ("app/deadlines/spoilt.py", "import app.store.base", "Layers: each knows only what is below it"),
        ("app/store/spoilt.py", "import app.runtime", "Layers: each knows only what is below it"),
        ("app/errors.py", "import app.feel", "Layers: each knows only what is below it"),
        ("app/forms/spoilt.py", "import SpiffWorkflow", "Only the engine imports SpiffWorkflow"),
        ("app/cases/spoilt.py", "import flask", "Flask stays at the edge"),
        ("app/access/spoilt.py", "import sqlalchemy", "SQLAlchemy stays in store and the use cases"),
    ],
)
def test_a_forbidden_import_is_noticed(copy: Path, module: str, forbidden: str, contract: str) -> None:
    path = copy / module
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text((path.read_text() if path.exists() else "") + f"\n{forbidden}\n")

    result = lint(copy)

    assert result.returncode == 1, result.stdout[-4000:]
    assert f"{contract} BROKEN" in result.stdout
