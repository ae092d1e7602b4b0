"""The card of a dossier."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from landdb.lookup.dossier_view import dossier_view
from webmap import pages, wishes
from webmap.auth import current_actor, requires
from webmap.database import reading

blueprint = Blueprint("dossiers", __name__, url_prefix="/dossiers")


@blueprint.get("/<uuid:dossier_id>")
@requires("dossier.read")
def card(dossier_id: UUID) -> ResponseReturnValue:
    """Show a dossier, its steps and its parcels."""
    with reading() as session:
        dossier = dossier_view(session, current_actor(), dossier_id)
    return pages.show("dossier.html", dossier=dossier, wish=wishes.of_places(dossier.places))
