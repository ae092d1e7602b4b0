"""Tables of sheets, parcels and their versions, land uses, proposals and lineage."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import (
    Base,
    Lifespan,
    RegisterRow,
    land_geometry,
    lifespan_in_order,
    root_of_unit,
    web_geometry,
)


def valid_land_geometry() -> tuple[CheckConstraint, ...]:
    """Return what must be true of legal geometry: valid, not empty, in the system it states."""
    return (
        CheckConstraint("ST_IsValid(geom)", name="geom_valid"),
        CheckConstraint("NOT ST_IsEmpty(geom)", name="geom_not_empty"),
        CheckConstraint("ST_SRID(geom) = srid", name="geom_srid"),
    )


class Sheet(RegisterRow, Lifespan, Base):
    """Tờ bản đồ (or a *trích đo* with its year): commune at numbering + map kind + number.

    After a merger old communes share sheet numbers, so the commune is the one in which the numbers
    were given. Parcel numbers come only from the holder of the sheet.
    """

    __tablename__ = "sheet"
    commune_id: Mapped[UUID] = mapped_column(ForeignKey("admin_unit.id"))
    map_kind: Mapped[str]
    number: Mapped[str]
    extract_year: Mapped[int | None]
    scale: Mapped[int | None]
    srid: Mapped[int] = mapped_column(ForeignKey("land_crs.srid"))
    __table_args__ = (
        root_of_unit(),
        lifespan_in_order(),
        CheckConstraint(
            "map_kind IN ('cadastral', 'hn72', 'map299', 'extract', 'other')", name="map_kind"
        ),
        CheckConstraint("(map_kind = 'extract') = (extract_year IS NOT NULL)", name="extract_year"),
        Index(
            "uq_sheet_number",
            "commune_id",
            "map_kind",
            "number",
            text("coalesce(extract_year, 0)"),
            unique=True,
        ),
        Index("ix_sheet_number", "number"),
    )


class Parcel(RegisterRow, Lifespan, Base):
    """Thửa đất: the identity for life. What it is at a time is said by its versions.

    ``national_id`` is the mã định danh thửa đất, opaque text; ``provisional`` while we made it
    (TT 19/2026/TT-BNNMT Art. 11).
    """

    __tablename__ = "parcel"
    national_id: Mapped[str | None]
    national_id_state: Mapped[str] = mapped_column(server_default=text("'none'"))
    __table_args__ = (
        root_of_unit(),
        lifespan_in_order(),
        CheckConstraint(
            "national_id_state IN ('none', 'provisional', 'official')", name="national_id_state"
        ),
        CheckConstraint(
            "(national_id IS NULL) = (national_id_state = 'none')", name="national_id_has_state"
        ),
    )


class ParcelVersion(RegisterRow, Lifespan, Base):
    """What the register says of a parcel from one moment to the next.

    ``geom`` is the legal geometry: as surveyed, rounded once at entry, never rewritten.
    ``geom_web`` (EPSG:3857) is derived for display and neighbourhood search. ``legal_area_m2`` stands on
    paper, ``computed_area_m2`` follows from the geometry; neither overwrites the other.
    ``commune_id`` is the commune of today, the sheet's that of the numbering. ``use_label`` is the map
    label of the land uses, such as ``ONT+CLN``. ``feature_id`` is local to the node, for tiles.
    """

    __tablename__ = "parcel_version"
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    feature_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheet.id"))
    number: Mapped[str]
    commune_id: Mapped[UUID] = mapped_column(ForeignKey("admin_unit.id"))
    address: Mapped[str | None]
    use_label: Mapped[str]
    legal_area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 1))
    computed_area_m2: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    srid: Mapped[int] = mapped_column(ForeignKey("land_crs.srid"))
    geom: Mapped[WKBElement] = mapped_column(land_geometry())
    geom_web: Mapped[WKBElement] = mapped_column(web_geometry(), server_default=FetchedValue())
    __table_args__ = (
        lifespan_in_order(),
        *valid_land_geometry(),
        CheckConstraint("unit_id = parcel_id", name="unit_of_parcel"),
        CheckConstraint("legal_area_m2 >= 0 AND legal_area_m2 < 1e12", name="legal_area"),
        CheckConstraint("computed_area_m2 > 0 AND computed_area_m2 < 1e12", name="computed_area"),
        ExcludeConstraint(
            ("parcel_id", "="),
            (func.tstzrange(text("lifespan_begin"), text("lifespan_end")), "&&"),
            name="ex_parcel_version_lifespan",
        ),
        Index(
            "uq_parcel_version_live_number",
            "sheet_id",
            "number",
            unique=True,
            postgresql_where=text("lifespan_end IS NULL"),
        ),
        Index("ix_parcel_version_number", "sheet_id", "number"),
        Index("ix_parcel_version_parcel_id", "parcel_id", "lifespan_begin"),
        Index("uq_parcel_version_feature_id", "feature_id", unique=True),
        Index(
            "ix_parcel_version_place_time",
            "geom_web",
            text("tstzrange(lifespan_begin, lifespan_end)"),
            postgresql_using="gist",
        ),
    )


class LandUse(RegisterRow, Base):
    """Loại đất of a parcel version with its area: legal (paper), actual or planned."""

    __tablename__ = "land_use"
    parcel_version_id: Mapped[UUID] = mapped_column(ForeignKey("parcel_version.id"))
    aspect: Mapped[str]
    position: Mapped[int]
    code_set: Mapped[str] = mapped_column(server_default=text("'land_use'"))
    code: Mapped[str]
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 1))
    __table_args__ = (
        ForeignKeyConstraint(["code_set", "code"], ["code.code_set", "code.code"]),
        CheckConstraint("code_set = 'land_use'", name="code_set"),
        CheckConstraint("aspect IN ('legal', 'actual', 'planned')", name="aspect"),
        CheckConstraint("area_m2 >= 0 AND area_m2 < 1e12", name="area"),
        Index("uq_land_use_position", "parcel_version_id", "aspect", "position", unique=True),
    )


class ParcelChange(RegisterRow, Base):
    """A proposal: nobody edits a parcel; a dossier proposes, approval applies it whole."""

    __tablename__ = "parcel_change"
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    state: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    findings: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    __table_args__ = (
        CheckConstraint(
            "kind IN ('split', 'merge', 'split_merge', 'boundary', 'resurvey', 'partial_recovery',"
            " 'natural', 'attribute')",
            name="kind",
        ),
        CheckConstraint("state IN ('proposed', 'applied', 'dropped')", name="state"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index("ix_parcel_change_dossier_id", "dossier_id"),
    )


class ParcelChangeParent(RegisterRow, Base):
    """A parcel that a proposal starts from."""

    __tablename__ = "parcel_change_parent"
    change_id: Mapped[UUID] = mapped_column(ForeignKey("parcel_change.id"))
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    __table_args__ = (
        Index("uq_parcel_change_parent", "change_id", "parcel_id", unique=True),
        Index("ix_parcel_change_parent_parcel_id", "parcel_id"),
    )


class ParcelChangeChild(RegisterRow, Base):
    """A parcel that a proposal would make, with its geometry; numbered when it is applied."""

    __tablename__ = "parcel_change_child"
    change_id: Mapped[UUID] = mapped_column(ForeignKey("parcel_change.id"))
    position: Mapped[int]
    number: Mapped[str | None]
    use_label: Mapped[str]
    legal_area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 1))
    computed_area_m2: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    srid: Mapped[int] = mapped_column(ForeignKey("land_crs.srid"))
    geom: Mapped[WKBElement] = mapped_column(land_geometry())
    geom_web: Mapped[WKBElement] = mapped_column(web_geometry(), server_default=FetchedValue())
    __table_args__ = (
        *valid_land_geometry(),
        Index("uq_parcel_change_child", "change_id", "position", unique=True),
        Index("ix_parcel_change_child_geom_web", "geom_web", postgresql_using="gist"),
    )


class ParcelLineage(RegisterRow, Base):
    """Which parcel came from which, by which change and dossier."""

    __tablename__ = "parcel_lineage"
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    kind: Mapped[str]
    change_id: Mapped[UUID | None] = mapped_column(ForeignKey("parcel_change.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"))
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("parent_id <> child_id", name="not_its_own_parent"),
        Index("uq_parcel_lineage_edge", "parent_id", "child_id", unique=True),
        Index("ix_parcel_lineage_child_id", "child_id"),
    )
