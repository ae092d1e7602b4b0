"""What the machine that watches and the person who waits see when the database is down."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from tests.webmap.conftest import make_app

#: A socket folder in which no server listens.
NOWHERE = "postgresql+psycopg2://landdb_app@/landdb?host=/nonexistent"


def test_a_healthy_node_says_so(guest: FlaskClient) -> None:
    assert guest.get("/health/live").json == {"status": "ok"}
    assert guest.get("/health/ready").json == {"status": "ok", "down": []}


def test_ready_names_what_is_down_and_live_lives(tmp_path: Path) -> None:
    browser = make_app(NOWHERE, tmp_path).test_client()

    ready = browser.get("/health/ready")

    assert (ready.status_code, ready.json) == (503, {"status": "down", "down": ["database"]})
    assert browser.get("/health/live").status_code == 200


def test_without_a_database_a_page_explains_itself_in_vietnamese(tmp_path: Path) -> None:
    browser = make_app(NOWHERE, tmp_path).test_client()
    browser.set_cookie("landdb", "somebody-is-signed-in")

    page = browser.get("/map")

    assert page.status_code == 503
    assert "Cơ sở dữ liệu đang ngừng" in page.text
    assert page.headers["Retry-After"] == "30"


def test_without_a_database_the_sign_in_page_still_comes(tmp_path: Path) -> None:
    assert make_app(NOWHERE, tmp_path).test_client().get("/sign-in").status_code == 200
