"""``landdb worker``: run background jobs."""

from __future__ import annotations

import click

from landdb import worker
from landdb.config import Settings


@click.command()
@click.option(
    "--drain", is_flag=True, help="Chạy hết việc đang chờ rồi dừng. / Run what waits, then stop."
)
def commands(*, drain: bool) -> None:
    """Chạy tác vụ nền. / Run background jobs."""
    url = Settings.from_env().database_url
    if drain:
        worker.drain(url)
    else:
        worker.run(url)
