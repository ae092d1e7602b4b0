"""Reads of custody: which offices this node serves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from landdb.custody.models import NodeOffice


def node_offices(session: Session) -> tuple[str, ...]:
    """Return the ids of the offices this node serves, in order."""
    return tuple(session.scalars(select(NodeOffice.office_id).order_by(NodeOffice.office_id)))
