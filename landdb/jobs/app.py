"""The queue: a job is put in by the transaction that made it necessary, and runs after its commit.

Two applications on the same tables (docs/decisions/0004): ``ENQUEUE`` joins our psycopg2 transactions and
runs nothing; the worker's own speaks psycopg 3, which Procrastinate wants, and runs everything.
"""

from __future__ import annotations

from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.contrib.sqlalchemy import SQLAlchemyPsycopg2Connector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import make_url
from sqlalchemy.orm import Session

ENQUEUE = App(connector=SQLAlchemyPsycopg2Connector())


def enqueue(
    session: Session,
    task: str,
    *,
    lock: str | None = None,
    once: str | None = None,
    **arguments: Any,
) -> None:
    """Put a job in the queue, in the caller's transaction: it never runs after a rollback.

    Parameters
    ----------
    task
        ``room:task``, so that a lower room can ask for a higher one's work.
    lock
        Jobs with the same lock run one after another.
    once
        While a job with this key waits, another is not added.
    arguments
        Ids and numbers only: no personal data in a queue.
    """
    connection = session.connection()
    job = ENQUEUE.configure_task(task, connection=connection, lock=lock, queueing_lock=once)
    try:
        # The session's own savepoint would be set too late: the queue speaks to the connection.
        with connection.begin_nested():
            job.defer(**arguments)
    except AlreadyEnqueued:
        return


def worker_app(database_url: str) -> App:
    """Return the application that runs jobs, over psycopg 3, on the database of a SQLAlchemy URL."""
    url = make_url(database_url).set(drivername="postgresql")
    return App(connector=PsycopgConnector(conninfo=url.render_as_string(hide_password=False)))
