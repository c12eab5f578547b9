"""洛书: online administration on BPMN. `create_app` is the composition root."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.runtime import Runtime
    from config import Settings


def create_app(settings: "Settings | None" = None, *, runtime: "Runtime | None" = None) -> "Flask":
    """Build the web application; settings default to the environment, the runtime to one opened from them.

    Every module in app/web, app/portal and app/api that has a `blueprint` and every module in app/cli
    that has a `group` is taken in; a new page needs no list to be changed.
    """
    from app.composition import compose  # noqa: PLC0415 - importing app.feel must not load Flask

    return compose(settings, runtime=runtime)
