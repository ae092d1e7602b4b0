"""Tables of administrative units, land coordinate systems and offices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, Versioned


class LandCrs(Base):
    """A coordinate system in which legal geometry may be kept (VN-2000 zones and added ones).

    ``srid`` is also in ``spatial_ref_sys``; ours (91DDMM) carry the official datum shift
    (QĐ 05/2007/QĐ-BTNMT). ``area_srid`` is the metric system in which areas are computed: itself
    for a projected system, a stated one for a geographic system.
    """

    __tablename__ = "land_crs"
    srid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    is_geographic: Mapped[bool]
    area_srid: Mapped[int] = mapped_column(ForeignKey("land_crs.srid"))
    central_meridian: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    definition: Mapped[str]
    row_version: Mapped[int] = mapped_column(server_default=text("1"))


class AdminUnit(Versioned, Base):
    """A province, district or commune during the time it bore this code and name.

    Codes are re-used (all 103 communes of Cần Thơ carry a predecessor's code), so identity is code
    *and* date. ``valid_from`` NULL: before our sources begin.
    """

    __tablename__ = "admin_unit"
    level: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    unit_type: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("admin_unit.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    note: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("level IN ('province', 'district', 'commune')", name="level"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        ExcludeConstraint(
            ("level", "="),
            ("code", "="),
            (func.daterange(text("valid_from"), text("valid_to"), text("'[]'")), "&&"),
            name="ex_admin_unit_code_validity",
        ),
        Index("ix_admin_unit_parent_id", "parent_id"),
    )


class AdminSuccession(Versioned, Base):
    """A reorganisation edge: what became of a unit, when and by which decision.

    ``partly``: only a part of the predecessor went there, so a parcel needs a look on the map.
    """

    __tablename__ = "admin_succession"
    predecessor_id: Mapped[UUID] = mapped_column(ForeignKey("admin_unit.id"))
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("admin_unit.id"))
    kind: Mapped[str]
    effective_on: Mapped[date]
    partly: Mapped[bool]
    legal_basis: Mapped[str | None]
    __table_args__ = (
        CheckConstraint(
            "kind IN ('merged', 'split', 'renamed', 'enlarged', 'abolished', 'unchanged')",
            name="kind",
        ),
        Index("ix_admin_succession_predecessor_id", "predecessor_id"),
        Index("ix_admin_succession_successor_id", "successor_id"),
    )


class Office(Base):
    """A land registration office; its key is stable text, never re-used."""

    __tablename__ = "office"
    id: Mapped[str] = mapped_column(primary_key=True)
    row_version: Mapped[int] = mapped_column(server_default=text("1"))
    kind: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("office.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (CheckConstraint("kind IN ('provincial', 'branch')", name="kind"),)


class OfficeJurisdiction(Versioned, Base):
    """The communes (or the province) an office serves, dated: re-drawn borders are new rows."""

    __tablename__ = "office_jurisdiction"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    admin_unit_id: Mapped[UUID] = mapped_column(ForeignKey("admin_unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        ExcludeConstraint(
            ("admin_unit_id", "="),
            (func.daterange(text("valid_from"), text("valid_to"), text("'[]'")), "&&"),
            name="ex_office_jurisdiction_unit_validity",
        ),
        Index("ix_office_jurisdiction_office_id", "office_id"),
    )
