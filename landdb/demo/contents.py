"""What a node of sample data holds, counted for whoever started it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from landdb.custody.models import Custody, Node, Unit
from landdb.offices.models import Office


@dataclass(frozen=True, slots=True)
class OfficeContents:
    """Custody units that an office holds, by kind."""

    office_id: str
    office_name: str
    units: dict[str, int]


@dataclass(frozen=True, slots=True)
class Contents:
    """The name of the node, whether it holds sample data, and what each office has."""

    node_name: str
    is_demo: bool
    offices: tuple[OfficeContents, ...]


def contents(session: Session) -> Contents | None:
    """Count what each office holds; None when the node has no name yet."""
    node = session.get(Node, 1)
    if node is None:
        return None
    counted = session.execute(
        select(Custody.office_id, Unit.kind, func.count())
        .join(Unit, Unit.id == Custody.unit_id)
        .group_by(Custody.office_id, Unit.kind)
    )
    units: dict[str, dict[str, int]] = {}
    for office_id, kind, count in counted:
        units.setdefault(office_id, {})[kind] = count
    offices = session.scalars(select(Office).order_by(Office.id))
    return Contents(
        node.name,
        node.demo,
        tuple(OfficeContents(one.id, one.name, units.get(one.id, {})) for one in offices),
    )
