"""The table of surveys (LA_SpatialSource): the surveyor's file and its reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, RegisterRow


class Survey(RegisterRow, Base):
    """A survey file handed in for a dossier: the original by hash, the system it states, its verdict."""

    __tablename__ = "survey"
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    sha256: Mapped[bytes] = mapped_column(LargeBinary, ForeignKey("file.sha256"))
    name: Mapped[str]
    srid: Mapped[int | None] = mapped_column(ForeignKey("land_crs.srid"))
    state: Mapped[str]
    received_at: Mapped[datetime]
    findings: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    __table_args__ = (
        CheckConstraint("unit_id = dossier_id", name="unit_of_dossier"),
        CheckConstraint(
            "state IN ('received', 'checking', 'accepted', 'refused', 'unreadable')", name="state"
        ),
        Index("ix_survey_dossier_id", "dossier_id"),
    )
