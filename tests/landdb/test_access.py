"""Signing in, sessions and what slows a guesser down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb.access import services
from landdb.access.rules import PERMISSIONS, allows, wait_after
from landdb.actor import ROLES, Actor
from landdb.db import refusals
from landdb.errors import NotFound, NotPermitted, RuleBroken

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSWORD = "mật khẩu đủ dài"  # noqa: S105 - of a test


@pytest.fixture
def clerk(engine: Engine) -> str:
    with refusals(), Session(engine) as session, session.begin():
        services.create_account(
            session,
            username="Can.Bo",
            display_name="Cán bộ thử",
            office_id="CT.B01",
            password=PASSWORD,
            roles=frozenset({"clerk"}),
            now=NOW,
            granted_by="test",
        )
    return "can.bo"


def test_right_password_opens_a_session_of_the_office(engine: Engine, clerk: str) -> None:
    opened = services.sign_in(engine, " CAN.BO ", PASSWORD, now=NOW)
    with Session(engine) as session:
        found = services.load_session(session, opened.session_token, NOW)
    assert found is not None
    assert (found.actor.office_id, found.actor.roles) == ("CT.B01", {"clerk"})


def test_the_password_counts_in_any_unicode_form(engine: Engine, clerk: str) -> None:
    import unicodedata

    assert services.sign_in(engine, clerk, unicodedata.normalize("NFD", PASSWORD), now=NOW)


def test_wrong_password_and_unknown_name_get_the_same_answer(engine: Engine, clerk: str) -> None:
    for name in (clerk, "không.có"):
        with pytest.raises(NotPermitted) as refused:
            services.sign_in(engine, name, "sai mật khẩu rồi", now=NOW)
        assert refused.value.code == "ACC-01"


def test_the_token_is_nowhere_in_the_database(engine: Engine, clerk: str) -> None:
    token = services.sign_in(engine, clerk, PASSWORD, now=NOW).session_token
    with Session(engine) as session:
        kept = session.execute(text("SELECT web_session::text FROM web_session")).scalar_one()
    assert token not in kept


def test_passwords_are_never_journalled(engine: Engine, clerk: str) -> None:
    with Session(engine) as session:
        tables = set(session.scalars(text("SELECT DISTINCT table_name FROM journal")))
    assert not tables & {"account", "role_grant", "web_session"}


@pytest.mark.parametrize(
    "later", [timedelta(minutes=15, seconds=1), timedelta(hours=10, seconds=1)]
)
def test_a_session_ends_when_idle_or_old(engine: Engine, clerk: str, later: timedelta) -> None:
    token = services.sign_in(engine, clerk, PASSWORD, now=NOW).session_token
    with Session(engine) as session:
        assert services.load_session(session, token, NOW + later) is None


def test_a_used_session_still_ends_after_ten_hours(engine: Engine, clerk: str) -> None:
    token = services.sign_in(engine, clerk, PASSWORD, now=NOW).session_token
    with Session(engine) as session, session.begin():
        services.save_session(
            session, services.hash_of_token(token), {}, NOW + timedelta(hours=9, minutes=59)
        )
        assert services.load_session(session, token, NOW + timedelta(hours=10)) is not None
        assert services.load_session(session, token, NOW + timedelta(hours=10, seconds=1)) is None


def test_a_shut_account_is_out_at_once(engine: Engine, clerk: str) -> None:
    token = services.sign_in(engine, clerk, PASSWORD, now=NOW).session_token
    with Session(engine) as session, session.begin():
        services.disable_account(session, clerk, NOW)
    with Session(engine) as session:
        assert services.load_session(session, token, NOW) is None
    with pytest.raises(NotPermitted):
        services.sign_in(engine, clerk, PASSWORD, now=NOW)


def test_a_signed_out_token_is_worth_nothing(engine: Engine, clerk: str) -> None:
    token = services.sign_in(engine, clerk, PASSWORD, now=NOW).session_token
    with Session(engine) as session, session.begin():
        services.sign_out(session, token)
        assert services.load_session(session, token, NOW) is None


def test_after_five_failures_even_the_right_password_waits(engine: Engine, clerk: str) -> None:
    for _ in range(6):
        with pytest.raises(NotPermitted):
            services.sign_in(engine, clerk, "sai mật khẩu rồi", now=NOW)
    with pytest.raises(NotPermitted) as refused:
        services.sign_in(engine, clerk, PASSWORD, now=NOW + timedelta(seconds=1))
    assert refused.value.code == "ACC-03"
    assert services.sign_in(engine, clerk, PASSWORD, now=NOW + timedelta(seconds=3))


def test_the_wait_doubles_up_to_five_minutes() -> None:
    assert [wait_after(n).total_seconds() for n in (5, 6, 7, 8, 60)] == [0, 2, 4, 8, 300]


def test_bad_accounts_are_refused(engine: Engine, clerk: str) -> None:
    cases = [
        ({"username": "CAN.BO"}, RuleBroken, "ACC-05"),
        ({"password": "ngắn"}, RuleBroken, "ACC-04"),
        ({"password": "x" * 14, "roles": frozenset({"admin"})}, RuleBroken, "ACC-04"),
        ({"office_id": "KHÔNG"}, NotFound, "ACC-07"),
    ]
    usual = {
        "username": "khac",
        "display_name": "Khác",
        "office_id": "CT",
        "password": PASSWORD,
        "roles": frozenset({"clerk"}),
        "now": NOW,
        "granted_by": "test",
    }
    for change, kind, code in cases:
        with pytest.raises(kind) as refused, Session(engine) as session:
            services.create_account(session, **(usual | change))
        assert refused.value.code == code


def test_an_administrator_sees_no_land_and_a_stranger_nothing() -> None:
    admin = Actor("a", "a", "CT", frozenset({"admin"}))
    public = Actor("p", "p", "CT", frozenset({"public"}))
    assert not allows(admin, "parcel.read")
    assert not any(allows(public, permission) for permission in PERMISSIONS)
    assert not any(allows(Actor("x", "x", "CT", frozenset(ROLES)), "no.such") for _ in [0])
