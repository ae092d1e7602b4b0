"""A served node with a little land: what every test of the pages looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from landdb.access.services import create_account
from landdb.actor import Actor, system_actor
from landdb.config import Settings
from landdb.db import make_engine, transaction
from tests import factories as make
from tests.conftest import Database, copy_of
from webmap.app import create_app
from webmap.config import WebSettings
from webmap.database import close_engines

PASSWORD = "một mật khẩu đủ dài để thử"  # noqa: S105 - of test accounts
HOLDER = "Nguyễn Văn Đức"
CCCD = "092085001234"


@dataclass(frozen=True, slots=True)
class Town:
    """The land of the tests: one parcel with everything, one of another branch."""

    engine: Engine
    parcel: UUID
    feature: int
    stranger: UUID
    stranger_feature: int
    certificate: UUID
    dossier: UUID
    party: UUID
    x: float
    y: float


@pytest.fixture(scope="session")
def web_database(template: Database) -> Iterator[Database]:
    """One database for all tests that only look at pages."""
    with copy_of(template) as made:
        yield made


@pytest.fixture(scope="session")
def town(web_database: Database) -> Iterator[Town]:
    """The land and the accounts, committed: the application reads them by its own connection."""
    engine = make_engine(web_database.app_url)
    yield settle(engine)
    engine.dispose()


def settle(engine: Engine) -> Town:
    """Make a parcel with holders, certificate and dossier, a strange one, and three accounts."""
    branch = Actor("system:test", "Thử", "CT.B01")
    with transaction(engine, branch) as session:
        parcel = make.make_parcel(session, legal_area=Decimal("1234.5"))
        owner = make.make_party(session, HOLDER, cccd=CCCD)
        wife = make.make_party(session, "Trần Thị Hoa")
        unit = make.make_baunit(session, parcel)
        make.make_rrr(session, unit, (owner, 1, 2), (wife, 1, 2), form="common")
        certificate = make.make_certificate(
            session, unit, parcels=(parcel,), holders=(owner, wife), serial="BA 123456"
        )
        dossier = make.make_dossier(session, parcel)
        for username, office, role in (
            ("tiepnhan", "CT.B01", "clerk"),
            ("nguoikhac", "CT.B02", "clerk"),
            ("quantri", "CT.B01", "admin"),
        ):
            create_account(
                session,
                username=username,
                display_name="Lê Thị Mai",
                office_id=office,
                password=PASSWORD,
                roles=frozenset({role}),
                now=datetime.now(UTC),
                granted_by="system:test",
            )
        owned = (parcel.parcel_id, parcel.feature_id, certificate.id, dossier.id, owner.id)
    with transaction(engine, Actor("system:test", "Thử", "CT.B02")) as session:
        other = make.make_parcel(
            session,
            number="77",
            commune="31528",
            srid=910530,
            ring=tuple((x - 32700, y - 47500) for x, y in make.SQUARE),
        )
        strange = (other.parcel_id, other.feature_id)
    with transaction(engine, system_actor("test", "CT")) as session:
        x, y = session.execute(
            text(
                "SELECT ST_X(c), ST_Y(c) FROM parcel_version, LATERAL ST_Centroid(geom_web) c"
                " WHERE parcel_id = :id"
            ),
            {"id": owned[0]},
        ).one()
    return Town(
        engine=engine,
        parcel=owned[0],
        feature=owned[1],
        certificate=owned[2],
        dossier=owned[3],
        party=owned[4],
        stranger=strange[0],
        stranger_feature=strange[1],
        x=x,
        y=y,
    )


def make_app(url: str, state: Path, web: WebSettings | None = None) -> Flask:
    """Return the application on a database; faults become pages, as in service."""
    app = create_app(Settings(url, url, url, state), web)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(scope="session")
def app(
    web_database: Database, town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on the town."""
    made = make_app(web_database.app_url, tmp_path_factory.mktemp("state"))
    yield made
    close_engines(made)


@pytest.fixture
def guest(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


def token_of(page: str) -> str:
    """Return the CSRF token a page carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, "the page carries no CSRF token"
    return found[1]


def sign_in(app: Flask, username: str = "tiepnhan", password: str = PASSWORD) -> FlaskClient:
    """Return a browser in which somebody signed in, through the form."""
    browser = app.test_client()
    token = token_of(browser.get("/sign-in").text)
    answer = browser.post(
        "/sign-in", data={"username": username, "password": password, "csrf_token": token}
    )
    assert answer.status_code == 303, answer.text
    return browser


@pytest.fixture(scope="session")
def clerks_token(app: Flask) -> str:
    """The session of one clerk for all tests that only read: a password takes its time to check."""
    held = sign_in(app).get_cookie("landdb")
    assert held
    return held.value


@pytest.fixture
def clerk(app: Flask, clerks_token: str) -> FlaskClient:
    """A browser in which a clerk of branch B01 is signed in."""
    browser = app.test_client()
    browser.set_cookie("landdb", clerks_token)
    return browser


def post(browser: FlaskClient, path: str, **options: Any) -> Any:
    """Post as our own scripts do: with the session's CSRF token in a header."""
    headers = {"X-CSRFToken": token_of(browser.get("/map").text), **options.pop("headers", {})}
    return browser.post(path, headers=headers, **options)
