"""The card of a certificate."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from landdb.lookup.certificate_view import certificate_view
from webmap import pages, wishes
from webmap.auth import current_actor, requires
from webmap.database import reading

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")


@blueprint.get("/<uuid:certificate_id>")
@requires("certificate.read")
def card(certificate_id: UUID) -> ResponseReturnValue:
    """Show what the register says of a certificate."""
    with reading() as session:
        certificate = certificate_view(session, current_actor(), certificate_id)
    return pages.show(
        "certificate.html", certificate=certificate, wish=wishes.of_places(certificate.places)
    )
