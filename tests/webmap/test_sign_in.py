"""Signing in, the session behind it, and forms that are not ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import Database
from tests.webmap.conftest import PASSWORD, Town, make_app, post, sign_in, token_of
from webmap.config import WebSettings
from webmap.database import close_engines


def cookie(browser: FlaskClient, name: str = "landdb") -> str | None:
    held = browser.get_cookie(name)
    return held.value if held else None


def hash_of(browser: FlaskClient) -> bytes:
    token = cookie(browser)
    assert token is not None
    return sha256(token.encode()).digest()


def try_to_sign_in(browser: FlaskClient, username: str, password: str) -> tuple[int, str]:
    token = token_of(browser.get("/sign-in").text)
    answer = browser.post(
        "/sign-in", data={"username": username, "password": password, "csrf_token": token}
    )
    return answer.status_code, answer.text


def test_a_clerk_signs_in_and_sees_name_role_and_office(app: Flask) -> None:
    page = sign_in(app).get("/map").text

    assert "Lê Thị Mai" in page
    assert "Cán bộ tiếp nhận" in page
    assert "Chi nhánh khu vực Ninh Kiều (thử)" in page


def test_wrong_password_and_unknown_name_get_the_same_answer(guest: FlaskClient) -> None:
    known = try_to_sign_in(guest, "nguoikhac", "không phải mật khẩu này")
    unknown = try_to_sign_in(guest, "khongcoai", "không phải mật khẩu này")

    assert known[0] == unknown[0] == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in known[1]
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in unknown[1]
    assert "không phải mật khẩu này" not in known[1]


def test_a_guest_is_led_to_the_sign_in_page_and_back(app: Flask, town: Town) -> None:
    browser = app.test_client()
    path = f"/parcels/{town.parcel}"

    led = browser.get(path)
    assert (led.status_code, led.location) == (302, f"/sign-in?next={path}")
    token = token_of(browser.get(led.location).text)
    form = {"username": "tiepnhan", "password": PASSWORD, "next": path, "csrf_token": token}
    assert browser.post("/sign-in", data=form).location == path


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(app: Flask, elsewhere: str) -> None:
    browser = app.test_client()
    token = token_of(browser.get("/sign-in").text)
    form = {"username": "tiepnhan", "password": PASSWORD, "next": elsewhere, "csrf_token": token}

    assert browser.post("/sign-in", data=form).location == "/map"


def test_the_database_knows_only_the_hash_of_a_token(app: Flask, town: Town) -> None:
    token = cookie(sign_in(app))

    assert token is not None
    assert len(token) >= 43  # 256 bits, base64
    with town.engine.connect() as connection:
        rows = connection.execute(text("SELECT web_session::text FROM web_session")).scalars()
        assert not any(token in row for row in rows)


def test_the_token_is_new_after_signing_in(app: Flask) -> None:
    browser = app.test_client()
    browser.set_cookie("landdb", "a-token-somebody-planted-here")
    token = token_of(browser.get("/sign-in").text)
    browser.post(
        "/sign-in", data={"username": "tiepnhan", "password": PASSWORD, "csrf_token": token}
    )

    assert cookie(browser) not in {None, "a-token-somebody-planted-here"}
    assert cookie(browser, "landdb-guest") is None


def test_session_cookies_are_out_of_reach_of_scripts(app: Flask) -> None:
    browser = app.test_client()
    page = browser.get("/sign-in")
    token = token_of(page.text)
    answer = browser.post(
        "/sign-in", data={"username": "tiepnhan", "password": PASSWORD, "csrf_token": token}
    )

    for header in (page.headers["Set-Cookie"], answer.headers["Set-Cookie"]):
        assert "HttpOnly" in header
        assert "SameSite=Lax" in header


def test_over_https_cookies_are_secure_and_bound_to_the_host(
    web_database: Database, town: Town, tmp_path: Path
) -> None:
    app = make_app(web_database.app_url, tmp_path, WebSettings("https://dangky.example.vn"))
    browser = app.test_client()
    base = "https://dangky.example.vn"
    page = browser.get("/sign-in", base_url=base)
    answer = browser.post(
        "/sign-in",
        base_url=base,
        headers={"Referer": f"{base}/sign-in"},
        data={
            "username": "tiepnhan",
            "password": PASSWORD,
            "csrf_token": token_of(page.text),
        },
    )
    close_engines(app)

    assert answer.status_code == 303
    session_cookie = next(
        header for header in answer.headers.getlist("Set-Cookie") if "-guest" not in header
    )
    assert session_cookie.startswith("__Host-landdb=")
    assert "Secure" in session_cookie
    assert "Path=/" in session_cookie
    assert "Domain" not in session_cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_signing_out_ends_the_session_in_the_database_too(app: Flask) -> None:
    browser = sign_in(app)
    stolen = cookie(browser)
    assert stolen is not None

    assert post(browser, "/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("landdb", stolen)

    assert cookie(browser) is None
    assert thief.get("/map").status_code == 302
    assert thief.get("/tiles/parcels/14/1/1.mvt").status_code == 401


@pytest.mark.parametrize(
    ("column", "age"),
    [("last_seen_at", timedelta(minutes=16)), ("created_at", timedelta(hours=11))],
)
def test_a_session_ends_when_idle_or_old(
    app: Flask, town: Town, column: str, age: timedelta
) -> None:
    browser = sign_in(app)
    with town.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE web_session SET {column} = :then WHERE token_hash = :hash"),  # noqa: S608
            {"then": datetime.now(UTC) - age, "hash": hash_of(browser)},
        )

    assert browser.get("/map").status_code == 302


def test_work_keeps_a_session_alive(app: Flask, town: Town) -> None:
    browser = sign_in(app)
    with town.engine.begin() as connection:
        connection.execute(
            text("UPDATE web_session SET last_seen_at = :then WHERE token_hash = :hash"),
            {"then": datetime.now(UTC) - timedelta(minutes=14), "hash": hash_of(browser)},
        )

    browser.get("/map")

    with town.engine.connect() as connection:
        seen = connection.execute(
            text("SELECT last_seen_at FROM web_session WHERE token_hash = :hash"),
            {"hash": hash_of(browser)},
        ).scalar_one()
    assert datetime.now(UTC) - seen < timedelta(minutes=1)


def test_a_form_without_its_token_changes_nothing(clerk: FlaskClient) -> None:
    for path in ("/sign-out", "/language", "/search", "/sign-in"):
        assert clerk.post(path, data={}).status_code == 400

    assert clerk.get("/map").status_code == 200


def test_the_token_of_another_session_is_refused(app: Flask, clerk: FlaskClient) -> None:
    others = token_of(sign_in(app, "nguoikhac").get("/map").text)

    answer = clerk.post("/sign-out", headers={"X-CSRFToken": others})

    assert answer.status_code == 400


def test_a_field_we_did_not_ask_for_is_refused(clerk: FlaskClient) -> None:
    answer = post(clerk, "/search", data={"q": "12/345", "office_id": "CT"})

    assert answer.status_code == 400


@pytest.mark.parametrize("text_", ["12/345\x00", "a" * 201])
def test_text_that_no_one_types_is_refused(clerk: FlaskClient, text_: str) -> None:
    assert post(clerk, "/search", data={"q": text_}).status_code == 400


def test_the_admin_has_no_sight_of_the_register(app: Flask, town: Town) -> None:
    browser = sign_in(app, "quantri")

    assert browser.get("/map").status_code == 403
    assert browser.get(f"/parcels/{town.parcel}").status_code == 403
    assert browser.get("/tiles/parcels/16/1/1.mvt").status_code == 403


def test_the_language_is_kept_through_signing_in(app: Flask) -> None:
    browser = app.test_client()
    token = token_of(browser.get("/sign-in").text)
    browser.post("/language", data={"lang": "en", "next": "/sign-in", "csrf_token": token})
    page = browser.get("/sign-in").text
    assert '<html lang="en">' in page

    browser.post(
        "/sign-in",
        data={"username": "tiepnhan", "password": PASSWORD, "csrf_token": token_of(page)},
    )

    assert '<html lang="en">' in browser.get("/map").text
