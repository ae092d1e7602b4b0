"""The work list of an office: its open dossiers, the soonest due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.lookup.documents import read_document
from landdb.lookup.scope import answer


@dataclass(frozen=True, slots=True)
class WorkLine:
    """An open dossier; ``label`` is its first parcel as ``sheet/number``, None while it has none."""

    id: UUID
    code: str
    procedure_code: str
    procedure_vi: str | None
    procedure_en: str | None
    state: str
    applicant_name: str
    received_at: datetime
    due_at: datetime | None
    label: str | None


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many dossiers are open in a state, and how many of them are past their day."""

    state: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """The first lines of an office's open dossiers, and the counts of all of them."""

    rows: tuple[WorkLine, ...]
    counts: tuple[StateCount, ...]

    @property
    def open(self) -> int:
        """All open dossiers."""
        return sum(count.open for count in self.counts)

    @property
    def late(self) -> int:
        """All open dossiers past their day."""
        return sum(count.late for count in self.counts)


LATE = "late"


def work_list(
    session: Session, actor: Actor, now: datetime, *, only: str | None = None, most: int = 40
) -> WorkList:
    """Return what the actor's office has to do; an office without dossiers has an empty list.

    ``only``: a state, or ``late`` for what is past its day; the counts are always of everything.
    """
    state = None if only == LATE else only
    document = answer(
        session,
        "work_list",
        actor.office_id,
        now=now,
        most=most,
        state=state,
        late=only == LATE,
    )
    return read_document(WorkList, document) if document else WorkList((), ())
