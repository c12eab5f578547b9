"""A real Chromium for the journeys and for accessibility: Debian's binary, driven by Playwright, checked by axe-core."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    """Return the browser's path (LUOSHU_CHROMIUM, else the first found); raise RuntimeError saying how to get it."""
    chosen = os.environ.get("LUOSHU_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not chosen:
        raise RuntimeError("Chromium is not installed: call `make setup-test`, or set LUOSHU_CHROMIUM")
    return chosen


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser a test process."""
    with sync_playwright() as playwright:
        # no sandbox: a root test run in a container has no user namespaces, and it opens our own pages only
        started = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a private window in Chinese local time; script is off, because every page must work without it."""
    opened = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=False,
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open one page without script."""
    return context.new_page()


def accessibility_problems(
    browser: Browser, html: str | None = None, *, url: str | None = None, **options: Any
) -> list[str]:
    """Return one line for each axe violation of a page (WCAG 2.2 AA and best practice); an empty list is the aim.

    axe itself is a script, so it looks at the page in a window of its own with script on. Cookies and the
    viewport go through `options` of `Browser.new_context`.
    """
    window = browser.new_context(locale="zh-CN", bypass_csp=True, reduced_motion="reduce", **options)
    try:
        page = window.new_page()
        if html is not None:
            page.set_content(html)
        else:
            assert url
            page.goto(url)
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:160]} ({rule['help']})" for rule in found for node in rule["nodes"]
        ]
    finally:
        window.close()


def screenshot(page: Page, path: Path) -> None:
    """Keep a picture of the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
