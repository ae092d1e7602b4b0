"""The map with the start list beside it."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from landdb.lookup.work_list import LATE, work_list
from webmap import pages
from webmap.auth import current_actor, requires
from webmap.database import reading
from webmap.words import DOSSIER_STATES

blueprint = Blueprint("map", __name__)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Lead to the map."""
    return redirect(url_for("map.start"))


@blueprint.get("/map")
@requires("parcel.read")
def start() -> ResponseReturnValue:
    """Show the office's territory, its open dossiers and how to find something."""
    return show_work(None)


@blueprint.get("/work/<only>")
@requires("dossier.read")
def work(only: str) -> ResponseReturnValue:
    """Show the open dossiers in one state, or those that are late."""
    if only != LATE and only not in DOSSIER_STATES:
        abort(404)
    return show_work(only)


def show_work(only: str | None) -> ResponseReturnValue:
    """Answer with the work list."""
    now = datetime.now(UTC)
    with reading() as session:
        found = work_list(session, current_actor(), now, only=only)
    return pages.show("start.html", work=found, only=only, today=now)
