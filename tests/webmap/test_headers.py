"""What every response says to the browser, and that no page sends it to another site."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webmap.conftest import Town, post

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9][a-z0-9.-]+\.[a-z]{2,}""", re.IGNORECASE)
#: Names of namespaces, which nothing loads.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")


def check(response: TestResponse) -> None:
    for name, value in EXPECTED.items():
        assert response.headers[name] == value, response.request.path
    policy = dict(
        part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert "unsafe" not in policy["style-src"]
    assert "http" not in response.headers["Content-Security-Policy"]


def paths(app: Flask, town: Town) -> Iterator[str]:
    """One address for every route that can be read."""
    ids = {
        "parcel_id": town.parcel,
        "feature_id": town.feature,
        "certificate_id": town.certificate,
        "dossier_id": town.dossier,
        "party_id": town.party,
        "filename": "app.js",
        "only": "late",
        **dict.fromkeys("zxy", 0),
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                values = {name: ids[name] for name in rule.arguments}
                yield str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_every_route_answers_with_the_headers(app: Flask, town: Town, clerk: FlaskClient) -> None:
    seen = list(paths(app, town))

    for path in seen:
        response = clerk.get(path, buffered=True)
        assert response.status_code in {200, 302}, path
        check(response)
    assert len(seen) >= 12


def test_every_route_answers_a_guest_with_the_headers(
    app: Flask, town: Town, guest: FlaskClient
) -> None:
    for path in paths(app, town):
        check(guest.get(path, buffered=True))


def test_errors_carry_the_headers_too(app: Flask, clerk: FlaskClient, town: Town) -> None:
    answers = {
        404: clerk.get("/khong-co-gi"),
        405: clerk.delete("/map"),
        400: clerk.get("/map", headers={"Host": "evil.example"}),
        413: clerk.post("/search", data={"q": "x" * (3 * 1024 * 1024)}),
    }

    for status, response in answers.items():
        assert response.status_code == status
        check(response)


def test_a_fault_of_ours_shows_an_id_and_nothing_else(
    app: Flask, clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise RuntimeError("bí mật bên trong")

    monkeypatch.setitem(app.view_functions, "map.start", fail)

    response = clerk.get("/map")

    assert response.status_code == 500
    assert "bí mật bên trong" not in response.text
    assert "Hệ thống gặp lỗi" in response.text
    check(response)


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PUT", "DELETE"])
def test_an_unknown_method_is_refused(clerk: FlaskClient, method: str) -> None:
    assert clerk.open("/map", method=method).status_code == 405


def test_only_tiles_and_hashed_files_may_be_kept(
    app: Flask, town: Town, clerk: FlaskClient
) -> None:
    for path in paths(app, town):
        caching = clerk.get(path, buffered=True).headers["Cache-Control"]
        if path.startswith("/tiles"):
            assert caching == "private, no-cache"
        elif path.startswith("/static"):
            assert caching == "no-cache"
        else:
            assert caching == "no-store", path
    assert "immutable" in clerk.get("/static/app.js?v=abc", buffered=True).headers["Cache-Control"]


def test_no_page_names_an_address_of_another_site(
    app: Flask, town: Town, clerk: FlaskClient
) -> None:
    pages = [clerk.get(path, buffered=True) for path in paths(app, town)]
    pages += [post(clerk, "/search", data={"q": "12/345"}), clerk.get("/khong-co-gi")]
    pages += [clerk.get(f"/static/{name}", buffered=True) for name in ("app.css", "tile-worker.js")]

    for page in pages:
        text = page.get_data(as_text=True) if page.is_json or "text" in page.mimetype else ""
        for namespace in NAMESPACES:
            text = text.replace(namespace, "")
        assert not ADDRESS.findall(text), page.request.path


def test_every_script_of_a_page_is_ours_or_bears_the_nonce(clerk: FlaskClient) -> None:
    page = clerk.get("/map")
    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])

    assert nonce
    for attributes in re.findall(r"<script([^>]*)>", page.text):
        assert 'src="/static/' in attributes or f'nonce="{nonce[1]}"' in attributes
    assert not re.findall(r"<style|\son[a-z]+=", page.text)
    again = clerk.get("/map").headers["Content-Security-Policy"]
    assert nonce[1] not in again
