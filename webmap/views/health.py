"""For the machine that watches: is the service alive, and can it work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from landdb.errors import Unavailable
from landdb.lookup import home
from webmap.auth import without_session
from webmap.database import reading

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@without_session
def live() -> ResponseReturnValue:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/ready")
@without_session
def ready() -> ResponseReturnValue:
    """Say whether the service can work, and name what is down (503)."""
    try:
        with reading() as session:
            home.node_info(session)
    except Unavailable as error:
        return jsonify(status="down", down=[error.facts.get("what", "database")]), 503
    return jsonify(status="ok", down=[])
