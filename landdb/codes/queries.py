"""Reads of the code lists."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from landdb.codes.models import Code


def codes_of(session: Session, code_set: str) -> frozenset[str]:
    """Return every code of a list, those out of use too: paper keeps the code of its day."""
    return frozenset(session.scalars(select(Code.code).where(Code.code_set == code_set)))
