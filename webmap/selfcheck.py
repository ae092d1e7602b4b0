"""``python -m webmap.selfcheck``: start the service on a free port and walk the clerk's first path.

Signs in with an account of the sample data, fetches the map page, one tile and one parcel card, and
prints each with its status and time. Exit code 0 when all of it answered as it should.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from math import asinh, pi, radians, tan
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import click

from landdb.demo.accounts import ACCOUNTS, PASSWORD

#: A cold start reads the geometry libraries from disk; longer than this and something is wrong.
START_SECONDS = 60.0
TILE_ZOOM = 16


class Failed(Exception):
    """A step did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, with the time it took."""

    status: int
    body: bytes
    milliseconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Browser:
    """A browser without a screen: cookies, no scripts."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Get a path, or post a form to it; redirects are followed."""
        data = urlencode(form).encode() if form is not None else None
        begun = time.perf_counter()
        try:
            with self.opener.open(Request(self.base + path, data)) as response:  # noqa: S310
                status, body = response.status, response.read()
        except HTTPError as error:
            status, body = error.code, error.read()
        return Answer(status, body, (time.perf_counter() - begun) * 1000)


@contextmanager
def served() -> Iterator[str]:
    """Run the service on a free port; its address while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "webmap", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_ready(Browser(base), process)
            yield base
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_ready(browser: Browser, process: subprocess.Popen[bytes]) -> None:
    """Wait until the service says that it can work."""
    last = ""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = browser.ask("/health/ready")
        except (URLError, ConnectionError):
            time.sleep(0.1)
            continue
        if answer.status == 200:
            return
        last = answer.text.strip()
        time.sleep(0.5)
    raise Failed(f"không khởi động được / does not start {last}")


def token_in(page: str) -> str:
    """Return the CSRF token of a page."""
    return found(r'name="csrf-token" content="([^"]+)"', page)


def found(pattern: str, text: str) -> str:
    """Return the first group of a pattern in a page, which must be there."""
    match = re.search(pattern, text)
    if not match:
        raise Failed(f"trang thiếu / the page lacks {pattern}")
    return unescape(match[1])


def sign_in(browser: Browser) -> Answer:
    """Sign in through the form and arrive at the map."""
    form = {
        "username": ACCOUNTS[0].username,
        "password": PASSWORD,
        "csrf_token": token_in(browser.ask("/sign-in").text),
    }
    return browser.ask("/sign-in", form)


def tile_path(page: str) -> str:
    """Return the address of a tile in the middle of what a card asks the map to show."""
    wish = json.loads(found(r'data-wish="([^"]+)"', page))
    west, south, east, north = wish["bounds"]
    side = 2**TILE_ZOOM
    column = int(((west + east) / 2 + 180) / 360 * side)
    row = int((1 - asinh(tan(radians((south + north) / 2))) / pi) / 2 * side)
    return f"/tiles/parcels/{TILE_ZOOM}/{column}/{row}.mvt"


def walk(browser: Browser, say: Callable[[str, Answer], None]) -> None:
    """Walk the path; every step needs what the one before it found."""
    page = sign_in(browser)
    say("đăng nhập, bản đồ / sign in, map", page)
    expect("landdb.start(" in page.text, "trang không có bản đồ / no map on the page")
    dossier = browser.ask(found(r'href="(/dossiers/[0-9a-f-]+)"', page.text))
    say("hồ sơ / dossier", dossier)
    tile = browser.ask(tile_path(dossier.text))
    say(f"mảnh bản đồ / tile, {len(tile.body)} B", tile)
    expect(len(tile.body) > 0, "mảnh bản đồ rỗng / the tile is empty")
    card = browser.ask(found(r'href="(/parcels/[0-9a-f-]+)"', dossier.text))
    say("thẻ thửa đất / parcel card", card)
    expect("data-wish" in card.text, "thẻ không có nội dung / the card is empty")


def expect(holds: bool, complaint: str) -> None:
    """Fail with a complaint unless a condition holds."""
    if not holds:
        raise Failed(complaint)


def report(name: str, answer: Answer) -> None:
    """Print one step; anything but 200 ends the check."""
    click.echo(f"  {answer.status}  {answer.milliseconds:7.1f} ms  {name}")
    expect(answer.status == 200, f"{name}: {answer.status}")


def main() -> int:
    """Run the check; return the exit code."""
    click.echo("Tự kiểm tra / self-check")
    try:
        with served() as base:
            walk(Browser(base), report)
    except Failed as failure:
        click.echo(f"  không đạt / failed: {failure}", err=True)
        return 1
    click.echo("  đạt / passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
