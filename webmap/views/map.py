"""The map with the start list beside it."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from landdb.lookup.work_list import work_list
from webmap import pages
from webmap.auth import current_actor, requires
from webmap.database import reading

blueprint = Blueprint("map", __name__)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Lead to the map."""
    return redirect(url_for("map.start"))


@blueprint.get("/map")
@requires("parcel.read")
def start() -> ResponseReturnValue:
    """Show the office's territory, its open dossiers and how to find something."""
    with reading() as session:
        work = work_list(session, current_actor(), datetime.now(UTC))
    return pages.show("start.html", work=work)
