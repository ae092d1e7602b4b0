"""Jobs about jobs: those of a worker that died are given back to the queue."""

from __future__ import annotations

from procrastinate import Blueprint, JobContext

tasks = Blueprint()
#: A worker tells every 10 s that it lives; after three silences its jobs are taken from it.
HEARTBEAT_S = 10
SILENCE_S = 30


@tasks.periodic(cron="* * * * *")
@tasks.task(name="rescue", pass_context=True, queueing_lock="jobs:rescue")
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a silent worker back to the queue, so that their locks are free again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_S):
        await manager.retry_job(job)
