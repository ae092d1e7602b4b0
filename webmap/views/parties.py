"""The card of a person or an organisation."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from landdb.lookup.party_view import party_view
from webmap import pages, wishes
from webmap.auth import current_actor, requires
from webmap.database import reading

blueprint = Blueprint("parties", __name__, url_prefix="/parties")


@blueprint.get("/<uuid:party_id>")
@requires("party.read")
def card(party_id: UUID) -> ResponseReturnValue:
    """Show a land user with what is held here; identity numbers show their last four digits."""
    with reading() as session:
        party = party_view(session, current_actor(), party_id)
    return pages.show("party.html", party=party, wish=wishes.of_places(party.places))
