"""A whole node for journeys: the sample province, the real server, and a browser without a screen."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright
from sqlalchemy import Engine

from landdb import schema
from landdb.db import make_engine
from landdb.demo.accounts import ACCOUNTS, PASSWORD, make_accounts
from landdb.demo.load import load_demo
from landdb.demo.plan import make_plan
from landdb.tiles.services import build_overview
from tests.conftest import Database, drop

CHROMIUM = "/usr/bin/chromium"
#: Chromium as root in a container, and silent: it would look for its maker's hosts.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PARCELS = 400
CLERK = ACCOUNTS[0]


@dataclass(frozen=True, slots=True)
class Node:
    """A served node: its address, its database and its clerk."""

    base: str
    engine: Engine


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def begin(self) -> Watched:
        """Listen to the console, to faults and to every request."""
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.see_request)
        self.page.on("response", self.see_response)
        return self

    def see_request(self, request: Request) -> None:
        """Note a request that leaves the node."""
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.outside.append(request.url)

    def see_response(self, response: Response) -> None:
        """Note an answer that is an error."""
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def sign_in(self, path: str = "/map") -> Page:
        """Go to a page by way of the sign-in form; wait until the map is drawn."""
        page = self.page
        page.goto(self.base + path)
        page.fill("#username", CLERK.username)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector("html[data-ready]")
        # Attached, not visible: a phone keeps the legend folded.
        page.wait_for_selector("#legend-list li", state="attached")
        return page


@pytest.fixture(scope="session")
def sample(admin_url: str) -> Iterator[Database]:
    """A database of its own with the sample province, a small one."""
    made = Database(f"landdb_journey_{uuid4().hex[:12]}", admin_url)
    schema.bootstrap(admin_url, made.name)
    schema.migrate(made.migrator_url)
    engine, owner = make_engine(made.app_url), make_engine(made.migrator_url)
    load_demo(engine, owner, make_plan(PARCELS, 1))
    build_overview(engine)
    make_accounts(engine, datetime.now(UTC))
    engine.dispose()
    owner.dispose()
    yield made
    drop(made)


@pytest.fixture(scope="session")
def node(sample: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The real server on the sample, as ``./run serve`` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("node")
    environment = {
        **os.environ,
        "LANDDB_DATABASE_URL": sample.app_url,
        "LANDDB_STATE_DIR": str(folder),
    }
    base = f"http://127.0.0.1:{port}"
    engine = make_engine(sample.app_url)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "webmap", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
        ) as server,
    ):
        wait_for(base, server, folder / "log")
        yield Node(base, engine)
        server.terminate()
        server.wait(timeout=20)
    engine.dispose()


def wait_for(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server can work."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{base}/health/ready") as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the server does not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: start the tests with ./run test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Browser, node: Node) -> Iterator[Watched]:
    """A fresh page of a clerk's screen, watched."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    yield Watched(context.new_page(), node.base).begin()
    context.close()
