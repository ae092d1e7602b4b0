"""The card of a person or organisation: who it is, masked, and what is held in the office's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.errors import NotFound
from landdb.lookup.documents import read_document
from landdb.lookup.parcel_card import DossierLine, Identifier, Member
from landdb.lookup.places import Place
from landdb.lookup.scope import card_of


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A couple, household or community the party belongs to."""

    party_id: UUID
    kind: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class HeldPlace(Place):
    """A parcel with what is held there; ``holder`` is the party itself or its couple or household.

    ``kind`` tells a right from a restriction (a bank holds a mortgage, not the land).
    """

    kind: str
    type: str
    numerator: int
    denominator: int
    holder_id: UUID
    holder_name: str


@dataclass(frozen=True, slots=True)
class HolderCertificate:
    """A certificate that names the party."""

    id: UUID
    serial: str
    form: str
    status: str
    registry_number: str | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """What an office may see of a party. ``phone_end`` is the last two digits.

    At most 200 places are listed: no person holds more, and organisations have reports.
    """

    id: UUID
    kind: str
    name: str
    gender: str | None
    birth_year: str | None
    address: str | None
    phone_end: str | None
    merged_into_id: UUID | None
    lifespan_end: datetime | None
    identifiers: tuple[Identifier, ...]
    members: tuple[Member, ...]
    groups: tuple[GroupLine, ...]
    certificates: tuple[HolderCertificate, ...]
    dossiers: tuple[DossierLine, ...]
    places: tuple[HeldPlace, ...]


def party_view(session: Session, actor: Actor, party_id: UUID) -> PartyView:
    """Return a party that the actor's office sees.

    Raises
    ------
    NotFound
        ``REG-01``, when it is missing or out of the actor's scope.
    """
    document = card_of(session, "party_view", actor.office_id, party=party_id)
    if document is None:
        raise NotFound("REG-01")
    return read_document(PartyView, document)
