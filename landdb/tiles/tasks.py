"""Jobs of the tiles: an import asks for a new overview by the name ``tiles:overview``."""

from __future__ import annotations

from procrastinate import Blueprint, JobContext

from landdb.tiles.services import build_overview

tasks = Blueprint()


@tasks.task(
    name="overview", pass_context=True, lock="tiles:overview", queueing_lock="tiles:overview"
)
def overview(context: JobContext) -> None:
    """Rebuild the layers the map shows from far; asked twice while waiting, done once."""
    build_overview(context.additional_context["engine"])
