"""The search box over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webmap.conftest import HOLDER, Town, post

JSON = {"Accept": "application/json"}


def hits(browser: FlaskClient, text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = post(browser, "/search", data={"q": text}, headers=JSON).json[
        "hits"
    ]
    return found


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("12/345", "parcel"),
        ("ba123456", "certificate"),
        ("000.00.01.H13-261102-0001", "dossier"),
        ("nguyen van duc", "party"),
    ],
)
def test_each_answer_leads_to_its_card(
    clerk: FlaskClient, town: Town, typed: str, kind: str
) -> None:
    expected = {
        "parcel": f"/parcels/{town.parcel}",
        "certificate": f"/certificates/{town.certificate}",
        "dossier": f"/dossiers/{town.dossier}",
        "party": f"/parties/{town.party}",
    }

    first = hits(clerk, typed)[0]

    assert (first["kind"], first["href"]) == (kind, expected[kind])


def test_a_name_is_found_without_its_marks(clerk: FlaskClient, town: Town) -> None:
    assert hits(clerk, "nguyen van duc")[0]["title"] == HOLDER


def test_a_number_held_elsewhere_names_the_office_alone(clerk: FlaskClient, town: Town) -> None:
    answer = post(clerk, "/search", data={"q": "12/77"}, headers=JSON).json

    assert answer["hits"] == []
    assert answer["elsewhere"] == ["Thửa 77, tờ 12 do Chi nhánh khu vực Sóc Trăng (thử) quản lý."]


def test_without_scripts_the_results_are_a_page(clerk: FlaskClient, town: Town) -> None:
    page = post(clerk, "/search", data={"q": "12/345"})

    assert page.mimetype == "text/html"
    assert f'href="/parcels/{town.parcel}"' in page.text


def test_nothing_found_says_what_to_try(clerk: FlaskClient, town: Town) -> None:
    page = post(clerk, "/search", data={"q": "khongcoaitennhuthe"}).text

    assert "Không tìm thấy trong địa bàn của cơ quan bạn." in page


def test_markup_in_a_search_stays_text(clerk: FlaskClient, town: Town) -> None:
    page = post(clerk, "/search", data={"q": "<script>alert(1)</script>"}).text

    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "typed", ["%", "_", "\\", "'; DROP TABLE parcel; --", "{{7*7}}", "e\u0301"]
)
def test_strange_text_finds_nothing_and_breaks_nothing(
    clerk: FlaskClient, town: Town, typed: str
) -> None:
    assert post(clerk, "/search", data={"q": typed}, headers=JSON).status_code == 200


def test_a_search_is_never_an_address(clerk: FlaskClient) -> None:
    assert clerk.get("/search?q=nguyen").status_code == 405
