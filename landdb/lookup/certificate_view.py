"""The card of a certificate: its state, its holders as printed, the parcels it evidences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.errors import NotFound
from landdb.lookup.documents import read_document
from landdb.lookup.parcel_card import Identifier
from landdb.lookup.places import Place
from landdb.lookup.scope import card_of


@dataclass(frozen=True, slots=True)
class PrintedHolder:
    """A party named on the certificate, in the role printed there."""

    party_id: UUID
    kind: str
    name: str
    role: str
    address: str | None
    birth_year: str | None
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class PrintedPlace(Place):
    """A parcel of the certificate, with the sheet, number and area printed there."""

    printed_sheet: str | None
    printed_number: str | None
    printed_area_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another certificate, which this one replaces."""

    id: UUID
    serial: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """Everything about one certificate; of its parcels only those in the asking office's scope."""

    id: UUID
    serial: str
    form: str
    baunit_id: UUID
    status: str
    registry_number: str | None
    issued_on: date | None
    issuer: str | None
    barcode: str | None
    note: str | None
    replaced_by_id: UUID | None
    replaced_by_serial: str | None
    replaces: tuple[Other, ...]
    lifespan_begin: datetime
    lifespan_end: datetime | None
    holders: tuple[PrintedHolder, ...]
    places: tuple[PrintedPlace, ...]


def certificate_view(session: Session, actor: Actor, certificate_id: UUID) -> CertificateView:
    """Return a certificate.

    Raises
    ------
    NotFound
        ``REG-01``, when it is missing or out of the actor's scope.
    """
    document = card_of(session, "certificate_view", actor.office_id, certificate=certificate_id)
    if document is None:
        raise NotFound("REG-01")
    return read_document(CertificateView, document)
