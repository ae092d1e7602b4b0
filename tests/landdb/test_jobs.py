"""Jobs are part of the transaction that asks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb import worker
from landdb.access.models import WebSession
from landdb.access.services import create_account
from landdb.actor import system_actor
from landdb.db import transaction
from landdb.jobs.app import enqueue
from tests.conftest import Database

B01 = system_actor("import", "CT.B01")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def waiting(engine: Engine) -> int:
    """Count the jobs in the queue."""
    with Session(engine) as session:
        return int(session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0)


def ask_for_sweep(session: Session) -> None:
    enqueue(
        session, "access:sweep", once="access:sweep", timestamp=int(datetime.now(UTC).timestamp())
    )


def test_a_job_runs_after_the_commit_that_asked_for_it(engine: Engine, database: Database) -> None:
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        account_id = create_account(
            session,
            username="can.bo",
            display_name="Cán bộ thử",
            office_id="CT.B01",
            password="mật khẩu đủ dài",  # noqa: S106 - of a test
            roles=frozenset({"clerk"}),
            now=now,
            granted_by="test",
        )
        for token, seen in ((b"old", LONG_AGO), (b"new", now - timedelta(minutes=1))):
            session.add(
                WebSession(
                    token_hash=token,
                    account_id=account_id,
                    created_at=seen,
                    last_seen_at=seen,
                    data={},
                )
            )
    with transaction(engine, B01) as session:
        ask_for_sweep(session)
    worker.drain(database.app_url)
    with Session(engine) as session:
        assert session.query(WebSession).count() == 1
    assert waiting(engine) == 0


def test_a_job_never_runs_after_a_rollback(engine: Engine) -> None:
    with Session(engine) as session:
        ask_for_sweep(session)
        session.rollback()
    assert waiting(engine) == 0


def test_a_job_asked_for_twice_waits_once(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        ask_for_sweep(session)
        ask_for_sweep(session)
    assert waiting(engine) == 1
