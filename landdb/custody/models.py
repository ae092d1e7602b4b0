"""Tables of custody: the unit that changes hands as a whole, its holder, and this node."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base


class Node(Base):
    """The database itself, one row: ``incarnation`` rises at every restore; ``demo`` marks sample data."""

    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    incarnation: Mapped[int] = mapped_column(server_default=text("1"))
    demo: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class NodeOffice(Base):
    """An office this node serves: all of a province, or a single branch."""

    __tablename__ = "node_office"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)


class Unit(Base):
    """A custody unit: an aggregate that is held, handed over and synchronised as a whole."""

    __tablename__ = "unit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __table_args__ = (
        CheckConstraint("kind IN ('parcel', 'baunit', 'sheet', 'dossier', 'party')", name="kind"),
    )


class Custody(Base):
    """The one office that may write a unit, since which epoch, or where the unit is going."""

    __tablename__ = "custody"
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    row_version: Mapped[int] = mapped_column(server_default=text("1"))
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    epoch: Mapped[int] = mapped_column(server_default=text("1"))
    state: Mapped[str] = mapped_column(server_default=text("'held'"))
    to_office: Mapped[str | None] = mapped_column(ForeignKey("office.id"))
    __table_args__ = (
        CheckConstraint("state IN ('held', 'transit')", name="state"),
        CheckConstraint("(state = 'transit') = (to_office IS NOT NULL)", name="transit_has_target"),
        CheckConstraint("epoch >= 1", name="epoch"),
        Index("ix_custody_transit", "to_office", postgresql_where=text("state = 'transit'")),
    )
