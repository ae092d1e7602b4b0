"""``landdb tiles``: the generalised layers of the map."""

from __future__ import annotations

import click

from landdb.config import Settings
from landdb.db import make_engine
from landdb.tiles.services import build_overview


@click.group()
def commands() -> None:
    """Lớp khái quát của bản đồ. / Generalised map layers."""


@commands.command()
def overview() -> None:
    """Dựng lại lớp khái quát từ các thửa đất hiện hành. / Rebuild them from the live parcels."""
    engine = make_engine(Settings.from_env().database_url)
    count = build_overview(engine)
    engine.dispose()
    click.echo(f"Lớp khái quát: {count} vùng. / Generalised layers: {count} areas.")
