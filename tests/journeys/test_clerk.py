"""The clerk's first path in a real browser: sign in, search, click, card, dossier."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect
from sqlalchemy import text

from tests.journeys.conftest import CLERK, Node, Watched

CARD = re.compile(r"/parcels/[0-9a-f-]{36}")

KNOWN = """
SELECT sheet.number || '/' || v.number AS label, sheet.number AS sheet, v.number, d.code,
       v.parcel_id, c.serial, party.name, commune.name AS commune
FROM dossier AS d JOIN dossier_parcel AS dp ON dp.dossier_id = d.id
JOIN parcel_version AS v ON v.parcel_id = dp.parcel_id AND v.lifespan_end IS NULL
JOIN sheet ON sheet.id = v.sheet_id
JOIN admin_unit AS commune ON commune.id = v.commune_id
JOIN office_jurisdiction AS j ON j.admin_unit_id = v.commune_id AND j.office_id = :office
JOIN certificate_parcel AS cp ON cp.parcel_id = v.parcel_id
JOIN certificate AS c ON c.id = cp.certificate_id
JOIN certificate_holder AS h ON h.certificate_id = c.id JOIN party ON party.id = h.party_id
WHERE d.office_id = :office
ORDER BY d.code, c.serial, party.name LIMIT 1
"""


@pytest.fixture
def known(node: Node) -> dict[str, str]:
    """A parcel of the clerk's office that has a dossier, a certificate and a holder."""
    with node.engine.connect() as connection:
        row = connection.execute(text(KNOWN), {"office": CLERK.office_id}).mappings().one()
        return {name: str(value) for name, value in row.items()}


def search(page: Page, typed: str) -> None:
    """Type into the search box as a clerk does, and take the first answer."""
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_selector("#suggestions:not([aria-busy]) .suggestion")
    page.keyboard.press("Enter")


def test_enter_opens_what_was_typed_last(watched: Watched, known: dict[str, str]) -> None:
    page = watched.sign_in()
    search(page, known["serial"])
    page.wait_for_url("**/certificates/**")

    page.keyboard.press("/")
    page.keyboard.type(known["code"])
    page.keyboard.press("Enter")

    page.wait_for_url("**/dossiers/**")
    assert heading(page) == known["code"]


def heading(page: Page) -> str:
    return page.inner_text("#panel h1")


MARKED = """() => {
  const canvas = document.querySelector(".map-overlay");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 11 && data[i + 1] === 93 && data[i + 2] === 78 && data[i + 3] === 255) count++;
  return count > 50;
}"""


def expect_marks(page: Page) -> None:
    """Wait until something on the map is outlined in the colour of a choice (#0b5d4e)."""
    page.wait_for_function(MARKED)


def click_a_neighbour(page: Page) -> None:
    """Click around the middle of the map until another parcel's card comes."""
    before = page.evaluate("location.pathname")
    box = page.locator(".leaflet-container").bounding_box()
    assert box
    for east, north in ((90, 0), (-90, 0), (0, 90), (0, -90), (140, 140)):
        with suppress(TimeoutError):
            page.mouse.click(
                box["x"] + box["width"] / 2 + east, box["y"] + box["height"] / 2 + north
            )
            page.wait_for_function("was => location.pathname !== was", arg=before, timeout=2500)
            return
    pytest.fail("no click reached a neighbour")


def test_sign_in_search_click_card_dossier(watched: Watched, known: dict[str, str]) -> None:
    page = watched.sign_in()
    expect(page.locator(".who")).to_contain_text(CLERK.display_name)
    expect(page.locator(".demo")).to_have_text("DỮ LIỆU MẪU")

    search(page, f"{known['label']} {known['commune']}")
    page.wait_for_url(f"**/parcels/{known['parcel_id']}**")
    expect(page.locator("#panel h1")).to_have_text(f"Thửa {known['number']}, tờ {known['sheet']}")
    expect_marks(page)

    click_a_neighbour(page)
    assert CARD.search(page.url)
    assert heading(page).startswith("Thửa ")
    expect_marks(page)

    search(page, known["code"])
    page.wait_for_url("**/dossiers/**")
    assert heading(page) == known["code"]
    expect(page.locator("#panel .row").first).to_contain_text(known["number"])
    expect_marks(page)

    assert watched.complaints == []
    assert watched.outside == []


def test_certificate_and_holder_are_found_and_lead_on(
    watched: Watched, known: dict[str, str]
) -> None:
    page = watched.sign_in()

    search(page, known["serial"])
    page.wait_for_url("**/certificates/**")
    assert heading(page) == known["serial"]
    page.locator("#panel a[href^='/parties/']").first.click()
    page.wait_for_url("**/parties/**")
    page.locator("#panel a[href^='/parcels/']").first.click()
    page.wait_for_url("**/parcels/**")
    page.go_back()
    page.wait_for_url("**/parties/**")
    expect(page.locator("#panel h1")).to_be_visible()

    assert watched.complaints == []


def test_a_link_can_be_mailed_to_a_colleague(watched: Watched, known: dict[str, str]) -> None:
    page = watched.sign_in(f"/parcels/{known['parcel_id']}")

    assert known["parcel_id"] in page.url
    assert heading(page) == f"Thửa {known['number']}, tờ {known['sheet']}"
    assert page.title().startswith(f"Thửa {known['number']}")
    expect_marks(page)


def test_the_address_keeps_the_view(watched: Watched) -> None:
    page = watched.sign_in()
    before = page.url
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function("was => location.href !== was", arg=before)
    place = page.url.split("#")[1]

    page.reload()
    page.wait_for_selector("html[data-ready]")

    assert page.url.split("#")[1] == place


def test_a_lost_server_is_said_and_found_again(watched: Watched) -> None:
    page = watched.sign_in()
    cut = True

    def answer(route: Route) -> None:
        if cut:
            route.abort()
        else:
            route.continue_()

    page.context.route("**/tiles/**", answer)
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".map-tip-offline")).to_be_visible()
    cut = False
    expect(page.locator(".map-tip-offline")).to_be_hidden(timeout=15_000)


def test_a_session_that_ended_leads_to_signing_in_and_back(
    watched: Watched, node: Node, known: dict[str, str]
) -> None:
    page = watched.sign_in(f"/parcels/{known['parcel_id']}")
    with node.engine.begin() as connection:
        connection.execute(text("DELETE FROM web_session"))

    page.locator("#panel a[data-panel]").last.click()

    page.wait_for_url("**/sign-in?next=**")


def test_a_form_that_is_too_old_says_so(watched: Watched) -> None:
    page = watched.sign_in()
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'of another session'")

    page.keyboard.press("/")
    page.keyboard.type("12/345")

    expect(page.locator(".suggestion-note")).to_contain_text("Hãy tải lại trang")


def test_the_keys_work_without_a_mouse(watched: Watched) -> None:
    page = watched.sign_in()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossiers/**")
    page.keyboard.press("Escape")
    page.wait_for_url("**/map**")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")

    assert watched.complaints == []


def test_the_page_is_built_for_a_screen_reader(watched: Watched, known: dict[str, str]) -> None:
    page = watched.sign_in(f"/parcels/{known['parcel_id']}")

    assert page.get_attribute("html", "lang") == "vi"
    assert page.locator("h1").count() == 1
    for landmark in ("main", "header", "[role=search]"):
        assert page.locator(landmark).first.is_visible()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input:not([type=hidden]), button, a[href], dialog")]
          .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label")
            || e.getAttribute("aria-labelledby") || e.title || e.labels?.length))
          .map((e) => e.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate(
        "[...document.querySelectorAll('[id]')].length === "
        "new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size"
    )


def test_on_a_phone_the_zones_stack(chromium: Browser, node: Node) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    watched = Watched(context.new_page(), node.base).begin()
    page = watched.sign_in()

    panel = page.locator("#panel").bounding_box()
    land_map = page.locator(".map").bounding_box()
    assert panel
    assert land_map
    assert panel["y"] >= land_map["y"] + land_map["height"] - 1
    assert panel["width"] == 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.complaints == []
    context.close()
