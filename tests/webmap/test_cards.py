"""Cards: what they say, what they hide, and to whom."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from landdb.db import make_engine
from tests.conftest import Database
from tests.webmap.conftest import CCCD, HOLDER, Town, make_app, sign_in
from webmap.database import close_engines

FRAGMENT = {"X-Fragment": "1"}


def wish_of(page: str) -> dict[str, object]:
    found = re.search(r'data-wish="([^"]*)"', page)
    assert found
    wish: dict[str, object] = json.loads(html.unescape(found[1]))
    return wish


def test_the_parcel_card_says_who_what_and_how_much(clerk: FlaskClient, town: Town) -> None:
    page = clerk.get(f"/parcels/{town.parcel}").text

    for text in ("Thửa 345, tờ 12", "Phường Ninh Kiều", HOLDER, "Trần Thị Hoa", "phần 1/2"):
        assert text in page
    assert "1.234,5\u00a0m²" in page
    assert "400,00\u00a0m²" in page
    assert "\u2212834,50\u00a0m²" in page


def test_the_parcel_card_leads_to_everything_it_names(clerk: FlaskClient, town: Town) -> None:
    page = clerk.get(f"/parcels/{town.parcel}").text

    for path in (
        f"/parties/{town.party}",
        f"/certificates/{town.certificate}",
        f"/dossiers/{town.dossier}",
    ):
        assert f'href="{path}"' in page
        assert clerk.get(path).status_code == 200


def test_an_identity_number_shows_its_last_four_digits(clerk: FlaskClient, town: Town) -> None:
    for path in (f"/parcels/{town.parcel}", f"/parties/{town.party}"):
        page = clerk.get(path).text
        assert CCCD[-4:] in page
        assert CCCD[:-4] not in page


def test_a_dossier_asks_the_map_for_its_parcels(clerk: FlaskClient, town: Town) -> None:
    wish = wish_of(clerk.get(f"/dossiers/{town.dossier}").text)

    assert wish["dossier"] == [town.feature]
    assert wish["bounds"] is not None


def test_a_click_is_answered_with_the_address_that_can_be_mailed(
    clerk: FlaskClient, town: Town
) -> None:
    answer = clerk.get(f"/parcels/at/{town.feature}", headers=FRAGMENT)

    assert answer.headers["Content-Location"] == f"/parcels/{town.parcel}"
    assert wish_of(answer.text)["chosen"] == [town.feature]


def test_a_script_gets_the_card_alone_and_a_person_the_page(clerk: FlaskClient, town: Town) -> None:
    path = f"/parcels/{town.parcel}"

    card = clerk.get(path, headers=FRAGMENT).text.strip()
    page = clerk.get(path).text

    assert card.startswith("<article")
    assert card.endswith("</article>")
    assert "<!doctype html>" in page
    assert "Thửa 345, tờ 12" in page


def without_token(page: str) -> str:
    """Return a page without its CSRF token, whose signature holds the second it was made in."""
    return re.sub(r'(name="csrf[-_]token"[^>]*(?:content|value)=)"[^"]+"', r"\1", page)


@pytest.mark.parametrize("kind", ["parcels", "dossiers", "certificates", "parties"])
def test_what_others_hold_and_what_is_not_there_look_the_same(
    app: Flask, town: Town, kind: str
) -> None:
    stranger = sign_in(app, "nguoikhac")
    ids = {
        "parcels": town.parcel,
        "dossiers": town.dossier,
        "certificates": town.certificate,
        "parties": town.party,
    }

    held = stranger.get(f"/{kind}/{ids[kind]}")
    missing = stranger.get(f"/{kind}/{uuid4()}")

    assert (held.status_code, missing.status_code) == (404, 404)
    assert without_token(held.text) == without_token(missing.text)


def test_a_feature_of_another_office_answers_like_a_missing_one(
    clerk: FlaskClient, town: Town
) -> None:
    for feature in (town.stranger_feature, 2**62, 2**63):
        assert clerk.get(f"/parcels/at/{feature}").status_code == 404


@pytest.mark.parametrize("path", ["/parcels/not-an-id", "/parcels/%00", "/parcels/..%2f..%2f"])
def test_an_address_that_is_none_of_ours_is_not_found(clerk: FlaskClient, path: str) -> None:
    assert clerk.get(path).status_code == 404


def test_a_person_is_named_without_markup(app: Flask, town: Town) -> None:
    with app.test_request_context():
        shown = app.jinja_env.from_string("{{ name }}").render(name="<img onerror=x>")

    assert shown == "&lt;img onerror=x&gt;"


def test_the_start_page_lists_the_open_dossiers(clerk: FlaskClient, town: Town) -> None:
    page = clerk.get("/map").text

    assert f'href="/dossiers/{town.dossier}"' in page
    assert "Hồ sơ đang giải quyết" in page
    assert "12/345" in page


def test_sample_data_is_called_so_on_every_page(
    web_database: Database, town: Town, tmp_path: Path
) -> None:
    owner = make_engine(web_database.migrator_url)
    with owner.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM node").scalar_one() == 0
        connection.exec_driver_sql("INSERT INTO node (id, name, demo) VALUES (1, 'thử', true)")
    app = make_app(web_database.app_url, tmp_path)
    browser = sign_in(app)
    pages = [browser.get(path) for path in ("/map", f"/parcels/{town.parcel}", "/khong-co")]
    pages.append(app.test_client().get("/sign-in"))
    close_engines(app)
    with owner.begin() as connection:
        connection.exec_driver_sql("DELETE FROM node")
    owner.dispose()

    for page in pages:
        assert "DỮ LIỆU MẪU" in page.text


def test_real_data_is_not_called_sample(clerk: FlaskClient) -> None:
    assert "DỮ LIỆU MẪU" not in clerk.get("/map").text
