"""Vector tiles of the parcels: bytes from PostGIS, or 304 when the browser has them."""

import gzip

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from landdb.tiles import queries
from webmap.auth import actor_of_tile, check, without_session
from webmap.database import glancing

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")

DEEPEST_ZOOM = 22
#: Level 1 costs little and saves a third of a large tile; small ones fit one packet anyway.
COMPRESS_FROM_BYTES = 1400
#: The browser keeps a tile and asks each time whether it is still so: a change shows at once.
CACHING = "private, no-cache"


@blueprint.get("/parcels/<int:z>/<int:x>/<int:y>.mvt")
@without_session
def parcels(z: int, x: int, y: int) -> ResponseReturnValue:
    """Answer with one tile; every office of the node sees the same land, and no person in it."""
    check(actor_of_tile(), "parcel.read")
    if z > DEEPEST_ZOOM or max(x, y) >= 2**z:
        abort(404)
    response = Response(mimetype="application/vnd.mapbox-vector-tile")
    response.headers["Cache-Control"] = CACHING
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    with glancing() as connection:
        if request.if_none_match:
            etag = queries.tile_etag(connection, z, x, y)
            if request.if_none_match.contains_weak(etag):
                response.status_code = 304
                response.set_etag(etag, weak=True)
                return response
        tile = queries.tile(connection, z, x, y)
    response.set_etag(tile.etag, weak=True)
    fill(response, tile.body)
    return response


def fill(response: Response, body: bytes) -> None:
    """Put the bytes in, compressed where the browser reads it and it pays."""
    if len(body) >= COMPRESS_FROM_BYTES and request.accept_encodings["gzip"]:
        body = gzip.compress(body, compresslevel=1)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
