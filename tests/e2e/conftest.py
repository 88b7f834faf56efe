"""The browser's tests: one built shop with demo data, served by granian; a fresh browser context for each test.

`page` opens addresses relative to the running shop. A test fails when the browser's console reports an
error that it did not announce with `allowed_console`. `own_shop` starts a shop of its own for a test that moves
the clock or kills the server.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.servers import ROOT, seeded_file

CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
_PATIENCE_MS = 15_000


@dataclass
class RunningShop:
    """A served shop: its address, database, log and process."""

    url: str
    database: Path
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    log_file: list[object] = field(default_factory=list)

    def start(self) -> None:
        """Start serving and wait until it answers."""
        log = self.log.open("ab")
        port = self.url.rsplit(":", 1)[1]
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "ocmp_app.ocmp_app:app",
            "--host", "127.0.0.1", "--port", port, "--log-level", "warning",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        log.close()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/ping", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)  # until the port opens; no test waits by time
        raise RuntimeError(f"the shop did not start:\n{self.log.read_text(encoding='utf-8', errors='replace')[-4000:]}")

    def stop(self, *, kill: bool = False) -> None:
        """Stop serving, politely or by SIGKILL."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL if kill else signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@pytest.fixture(scope="session")
def seeded_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo's data as of DEMO_NOW, to copy."""
    return seeded_file(tmp_path_factory.mktemp("demo"))


@contextmanager
def running_shop(seeded: Path, folder: Path, **settings: str) -> Iterator[RunningShop]:
    """A shop on a copy of the seeded database, on a free port; `settings` are OCMP_ variables."""
    database = folder / "shop.db"
    shutil.copy(seeded, database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "OCMP_BASE_URL": url,
        "OCMP_PORT": str(port),
        "OCMP_DATABASE_URL": f"sqlite:///{database}",
        "OCMP_INQUIRIES_PER_IP_HOUR": "1000",
        **settings,
    }
    shop = RunningShop(url=url, database=database, log=folder / "server.log", environment=environment)
    shop.start()
    try:
        yield shop
    finally:
        shop.stop()


@pytest.fixture(scope="session")
def live_shop(seeded_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The shop that most browser tests share: they leave its clock alone."""
    with running_shop(seeded_database, tmp_path_factory.mktemp("live")) as shop:
        yield shop


@pytest.fixture
def own_shop(seeded_database: Path, tmp_path: Path) -> Iterator[RunningShop]:
    """A shop for this test alone."""
    with running_shop(seeded_database, tmp_path) as shop:
        yield shop


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium: the one named by OCMP_TEST_BROWSER, an installed one, else Playwright's own."""
    expect.set_options(timeout=_PATIENCE_MS)
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    installed = os.environ.get("OCMP_TEST_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def allowed_console() -> list[str]:
    """Patterns of console errors that the test expects; append to it."""
    return [r"the server responded with a status of (404|410|422|429)"]


@pytest.fixture
def new_context(browser: Browser, live_shop: RunningShop, allowed_console: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts on the shared shop (or `base_url=`); their consoles are checked at the end of the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(**options: object) -> BrowserContext:
        options = {"base_url": live_shop.url, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(_PATIENCE_MS)
        context.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    unexpected = [text for text in problems if not any(re.search(pattern, text) for pattern in allowed_console)]
    assert unexpected == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A fresh browser at 1280 × 900 on the shared shop."""
    return new_context().new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A fresh browser of 390 × 844 with touch, on the shared shop."""
    return new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
