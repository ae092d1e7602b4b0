"""``./run docs``: take the pictures of docs/images from the real pages with the sample data.

The sample must be loaded (``./run demo --no-serve``). Every picture is what a new user sees: the
same server, the same data, Debian's Chromium.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from landdb.demo.accounts import ACCOUNTS, PASSWORD
from webmap.selfcheck import Failed, served

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}


def sign_in(page: Page, base: str) -> None:
    """Sign in as a clerk and wait for the map."""
    page.goto(f"{base}/map")
    page.fill("#username", ACCOUNTS[0].username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the view stands still and all its tiles are drawn."""
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".leaflet-container[data-tiles=drawn]:not(.leaflet-zoom-anim)")
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".leaflet-container[data-tiles=drawn]")


def open_first(page: Page, link: str) -> None:
    """Follow the first link of the panel that matches, and wait for the map to follow."""
    path = page.url.split("#")[0]
    page.locator(f"#panel {link}").first.click()
    page.wait_for_function("was => location.href.split('#')[0] !== was", arg=path)
    settle(page)


def show_map(page: Page) -> None:
    """Show a parcel and its card, with the land around it."""
    show_parcel(page)
    zoom_out(page)


def zoom_out(page: Page) -> None:
    """Zoom out by one."""
    before = page.url
    page.locator(".leaflet-control-zoom-out").click()
    page.wait_for_function("was => location.href !== was", arg=before)
    settle(page)


def show_search(page: Page) -> None:
    """Show the answers to a name typed without marks."""
    page.keyboard.press("/")
    page.keyboard.type("nguyen van")
    page.wait_for_selector("#suggestions:not([aria-busy]) .suggestion")


def show_parcel(page: Page) -> None:
    """Show the card of a parcel, chosen on the map."""
    open_first(page, "a.row")
    open_first(page, "a[href^='/parcels/']")


def show_dossier(page: Page) -> None:
    """Show a dossier with its parcels hatched."""
    open_first(page, "a.row")


def show_territory(page: Page) -> None:
    """Show the whole territory from far, beside the work list."""
    zoom_out(page)


PICTURES: dict[str, tuple[Callable[[Page], None], ViewportSize, str]] = {
    "map": (show_map, DESK, "light"),
    "search": (show_search, DESK, "light"),
    "parcel": (show_parcel, DESK, "light"),
    "dossier": (show_dossier, DESK, "light"),
    "territory": (show_territory, DESK, "light"),
    "dark": (show_parcel, DESK, "dark"),
    "phone": (show_parcel, PHONE, "light"),
}


@contextmanager
def opened(browser: Browser, size: ViewportSize, scheme: str) -> Iterator[Page]:
    """Open a page of a size in a colour scheme; animations would blur the picture."""
    context = browser.new_context(
        viewport=size,
        locale="vi-VN",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def main() -> int:
    """Take all pictures, or those named; return the exit code."""
    wanted = sys.argv[1:] or [*PICTURES, "sign-in"]
    IMAGES.mkdir(exist_ok=True)
    try:
        with served() as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for name in wanted:
                take(browser, base, name)
            browser.close()
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def take(browser: Browser, base: str, name: str) -> None:
    """Take one picture."""
    act, size, scheme = PICTURES.get(name, (None, DESK, "light"))
    with opened(browser, size, scheme) as page:
        if act is None:
            page.goto(f"{base}/sign-in")
        else:
            sign_in(page, base)
            act(page)
        page.screenshot(path=IMAGES / f"{name}.png")
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
