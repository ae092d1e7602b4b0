"""The card of a parcel, by its id or by its feature in a tile."""

from uuid import UUID

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue

from landdb.lookup.parcel_card import parcel_card, parcel_id_of_feature
from webmap import pages, wishes
from webmap.auth import current_actor, requires
from webmap.database import glancing

blueprint = Blueprint("parcels", __name__, url_prefix="/parcels")


@blueprint.get("/<uuid:parcel_id>")
@requires("parcel.read")
def card(parcel_id: UUID) -> ResponseReturnValue:
    """Show everything about a parcel."""
    with glancing() as connection:
        parcel = parcel_card(connection, current_actor(), parcel_id)
    return pages.show("parcel.html", parcel=parcel, wish=wishes.of_parcel(parcel))


# A tile's feature id is local to this node, so the answer names the address that can be mailed.
@blueprint.get("/at/<int(max=9223372036854775807):feature_id>")
@requires("parcel.read")
def at(feature_id: int) -> ResponseReturnValue:
    """Show the parcel that was clicked."""
    with glancing() as connection:
        parcel_id = parcel_id_of_feature(connection, current_actor(), feature_id)
        parcel = parcel_card(connection, current_actor(), parcel_id)
    page = pages.show("parcel.html", parcel=parcel, wish=wishes.of_parcel(parcel))
    response = make_response(page)
    response.headers["Content-Location"] = url_for("parcels.card", parcel_id=parcel_id)
    return response
