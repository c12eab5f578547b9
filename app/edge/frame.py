"""What every page shows around its content: who is signed in, where one can go, language and look.

docs/decisions/080-page-frame.md lists the attributes the layouts read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask, current_app, request, url_for

from app.access.policy import allows
from app.edge.context import current_actor, current_runtime, current_session
from app.edge.navigation import DESK, FOOTER, OWN, PORTAL, Entry
from app.edge.preferences import preferences
from app.edge.translate import current_language, translate

COUNTS = "frame_counts"
"""`app.extensions[COUNTS]`: endpoint → function returning how many things wait there."""


@dataclass(frozen=True, slots=True)
class Link:
    """Hold one entry of a menu as a layout shows it."""

    url: str
    label: str
    icon: str = ""
    current: bool = False
    count: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Hold a headed part of the desk's menu."""

    label: str
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Say who looks at the page."""

    name: str
    unit_name: str
    post_name: str = ""


class Frame:
    """Answer the layouts' questions, each computed only when a page asks."""

    @cached_property
    def layout(self) -> str:
        """Return staff for people who work here, portal for everybody else."""
        return "staff" if current_actor().kind == "staff" else "portal"

    @cached_property
    def viewer(self) -> Viewer | None:
        """Return who is signed in."""
        actor = current_actor()
        return Viewer(actor.name, current_session().unit_name) if actor.account_key is not None else None

    @cached_property
    def navigation(self) -> tuple[Any, ...]:
        """Return the main menu: groups for staff, links for the public."""
        if self.layout == "portal":
            return _links(PORTAL)
        groups = ((label, _links(entries)) for label, entries in DESK)
        return tuple(Group(translate(label), links) for label, links in groups if links)

    @cached_property
    def public_navigation(self) -> tuple[Link, ...]:
        """Return the menu of the public pages, which staff may read too."""
        return _links(PORTAL)

    @cached_property
    def account_links(self) -> tuple[Link, ...]:
        """Return the pages about oneself."""
        return _links(OWN)

    @cached_property
    def footer_links(self) -> tuple[Link, ...]:
        """Return the small links at the foot of public pages."""
        return _links(FOOTER)

    @cached_property
    def unread(self) -> int:
        """Return how many messages wait."""
        return _count("notifications.index")

    @property
    def locale(self) -> str:
        """Return zh_CN or en."""
        return current_language()

    @property
    def theme(self) -> str:
        """Return light, dark or contrast."""
        return preferences().theme

    @property
    def size(self) -> str:
        """Return normal or large."""
        return preferences().size

    @property
    def site_name(self) -> str:
        """Return the name of the site."""
        return current_runtime().settings.site_name

    @property
    def demo(self) -> bool:
        """Say whether this is the demo city."""
        return current_runtime().settings.demo

    @property
    def now(self) -> datetime:
        """Return the present moment of the city's clock."""
        return current_runtime().clock.now()

    @property
    def home_url(self) -> str:
        """Return where the name in the header leads: the first page of the desk that is open to the reader."""
        if self.layout == "staff":
            for group in self.navigation:
                return str(group.entries[0].url)
        return "/"

    @property
    def sign_in_url(self) -> str | None:
        """Return the sign-in page, None for somebody signed in."""
        return None if self.viewer else _url("auth.sign_in")

    sign_out_url = property(lambda _self: _url("auth.sign_out"))
    preferences_url = property(lambda _self: _url("preferences.choose"))
    account_url = property(lambda _self: _url("account.index"))
    notifications_url = property(lambda _self: _url("notifications.index"))

    @property
    def time_machine_url(self) -> str | None:
        """Return the page that moves the clock, in the demo city only."""
        return _url("time_machine.index") if self.demo else None


def install(app: Flask) -> None:
    """Give every template `frame`, `actor` and `allows(action, facts)`."""
    app.extensions[COUNTS] = {}

    @app.context_processor
    def given() -> dict[str, Any]:
        return {"frame": Frame(), "actor": current_actor(), "allows": _allows}


def _allows(action: str, subject: object = None) -> bool:
    return allows(current_actor(), action, subject)


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def _links(entries: tuple[Entry, ...]) -> tuple[Link, ...]:
    found, named = [], {entry.endpoint for entry in entries}
    for entry in entries:
        url = _url(entry.endpoint)
        if url is None or (entry.action and not allows(current_actor(), entry.action)):
            continue
        if entry.case_work and not current_actor().works_on_cases and not _count(entry.endpoint):
            continue
        here = request.endpoint or ""
        # a page with an entry of its own does not light up the list it belongs to as well
        current = here == entry.endpoint or (
            here not in named
            and entry.endpoint.endswith(".index")
            and here.startswith(entry.endpoint.removesuffix("index"))
        )
        found.append(Link(url, translate(entry.label), entry.icon, current, _count(entry.endpoint)))
    return tuple(found)


def _count(endpoint: str) -> int:
    counts: dict[str, Callable[[], int]] = current_app.extensions[COUNTS]
    return counts[endpoint]() if endpoint in counts else 0
