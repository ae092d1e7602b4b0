"""The map with the start list beside it."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from webmap import pages
from webmap.auth import requires

blueprint = Blueprint("map", __name__)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Lead to the map."""
    return redirect(url_for("map.start"))


@blueprint.get("/map")
@requires("parcel.read")
def start() -> ResponseReturnValue:
    """Show the office's territory and how to find something in it."""
    return pages.show("start.html")
