"""The card of a dossier: what was asked, where it stands, which parcels it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.errors import NotFound
from landdb.lookup.documents import read_document
from landdb.lookup.parcel_card import Held
from landdb.lookup.places import Place
from landdb.lookup.scope import card_of


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step: its state, at which office, by whom, from when to when (None: still)."""

    position: int
    state: str
    office_name: str
    officer: str | None
    began_at: datetime
    ended_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ExternalId:
    """What another system (portal, tax, post) calls the dossier."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything about one dossier; of its parcels only those in the asking office's scope."""

    id: UUID
    code: str
    state: str
    procedure_code: str
    procedure_vi: str | None
    procedure_en: str | None
    office_id: str
    office_name: str
    applicant_name: str
    applicant_id: UUID | None
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    custody: Held
    steps: tuple[StepLine, ...]
    external_ids: tuple[ExternalId, ...]
    places: tuple[Place, ...]


def dossier_view(session: Session, actor: Actor, dossier_id: UUID) -> DossierView:
    """Return a dossier.

    Raises
    ------
    NotFound
        ``REG-01``, when it is missing or out of the actor's scope.
    """
    document = card_of(session, "dossier_view", actor.office_id, dossier=dossier_id)
    if document is None:
        raise NotFound("REG-01")
    return read_document(DossierView, document)
