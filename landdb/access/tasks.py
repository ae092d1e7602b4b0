"""Jobs of access: sessions that nobody can use any more are removed."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import Blueprint, JobContext
from sqlalchemy.orm import Session

from landdb.access.services import sweep_sessions

tasks = Blueprint()


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="sweep", pass_context=True, queueing_lock="access:sweep")
def sweep(context: JobContext, timestamp: int) -> None:
    """Remove dead sessions and old failures, every ten minutes."""
    with Session(context.additional_context["engine"]) as session, session.begin():
        sweep_sessions(session, datetime.fromtimestamp(timestamp, UTC))
