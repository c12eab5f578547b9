"""Take the pictures of README.md: a fresh demo city in a temporary folder, real sign-ins, Debian's Chromium.

usage: python -m scripts.screenshots [--into docs/images] [--url http://127.0.0.1:8000]
With --url the pictures are taken of a running demo city instead.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from app.people.demo_people import DEMO_PASSWORD
from tests.harness.browser import chromium_path

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 240


@dataclass(frozen=True)
class Shot:
    """Say what a picture shows: who looks, where the person goes by clicking, how wide the window is."""

    name: str
    login: str | None
    path: str
    click: tuple[str, ...] = ()
    width: int = 1280
    whole: bool = False


SHOTS = (
    Shot("portal", None, "/"),
    Shot("terms", None, "/terms?rule=petition-handle&from=2026-04-22", whole=True),
    Shot("track", "hexiuying", "/track", ("main a[href^='/track/']",), width=375, whole=True),
    Shot("inbox", "luohao", "/inbox?box=group"),
    Shot(
        "case",
        "luohao",
        "/inbox?box=group",
        ("main a[href^='/tasks/']", "main a[href^='/cases/']"),
        whole=True,
    ),
    Shot("supervision", "sunkai", "/supervision"),
)


@contextmanager
def demo_city() -> Iterator[str]:
    """Serve a fresh demo city and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        place = {
            "LUOSHU_DATABASE_URL": f"sqlite:///{folder}/luoshu.sqlite3",
            "LUOSHU_DATA_DIR": folder,
            "LUOSHU_KEY_FILE": f"{folder}/keys.json",
        }
        command = [sys.executable, "run.py", "--demo", "--port", str(port), "--workers", "1"]
        site = subprocess.Popen(command, cwd=ROOT, env=os.environ | place, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            yield address
        finally:
            site.terminate()
            site.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            urlopen(f"{address}/readyz", timeout=2).close()  # noqa: S310 - our own server
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def sign_in(page: Page, address: str, login: str) -> None:
    """Sign in as a person would."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    if "/second-factor" in page.url:
        page.click("main button[type=submit]")


def take(browser: Browser, address: str, shot: Shot, into: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": shot.width, "height": 860}, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    if shot.login:
        sign_in(page, address, shot.login)
    page.goto(address + shot.path)
    for target in shot.click:
        page.click(f"{target} >> nth=0")
    page.screenshot(path=into / f"{shot.name}.png", full_page=shot.whole)
    context.close()
    print(into / f"{shot.name}.png", flush=True)


def take_all(address: str, into: Path) -> None:
    """Take every picture."""
    into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for shot in SHOTS:
            take(browser, address, shot, into)
        browser.close()


def main() -> int:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=ROOT / "docs/images")
    parser.add_argument("--url")
    chosen = parser.parse_args()
    if chosen.url:
        take_all(chosen.url, chosen.into)
        return 0
    with demo_city() as address:
        take_all(address, chosen.into)
    return 0


if __name__ == "__main__":
    sys.exit(main())
