"""The one place that sees every layer: it joins entry points, edge and runtime to one application."""

from collections.abc import Iterator
from importlib import import_module, util
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from flask import Flask

from app import edge
from app.runtime import Runtime, open_runtime
from config import Settings

_ENTRY_POINTS = ("app.web", "app.portal", "app.api", "app.api.v2")
_COMMANDS = "app.cli"


def compose(settings: Settings | None = None, *, runtime: Runtime | None = None) -> Flask:
    """Build the application around a runtime; see `app.create_app`."""
    if runtime is None:
        runtime = open_runtime(settings or Settings.from_environment())
    folder = Path(__file__).parent
    app = Flask(
        "app",
        root_path=str(folder),
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    edge.install(app, runtime)
    for package in _ENTRY_POINTS:
        for module in modules_of(package):
            blueprint = getattr(module, "blueprint", None)
            if blueprint is not None:
                app.register_blueprint(blueprint)
    for module in modules_of(_COMMANDS):
        group = getattr(module, "group", None)
        if group is not None:
            app.cli.add_command(group)
    edge.finish(app)
    return app


def modules_of(package: str) -> Iterator[ModuleType]:
    """Import and yield the modules of a package by name; nothing when the package does not exist.

    A module whose name begins with an underscore is a part of another one and is left out.
    """
    spec = util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return
    for found in sorted(iter_modules(spec.submodule_search_locations), key=lambda module: module.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package}.{found.name}")
