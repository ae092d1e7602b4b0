"""Tables of registered units (LA_BAUnit), rights, restrictions, responsibilities and shares."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, Lifespan, RegisterRow, lifespan_in_order, root_of_unit


class BAUnit(RegisterRow, Lifespan, Base):
    """Đơn vị đăng ký: the parcels (one or more) that stand under the same rights."""

    __tablename__ = "baunit"
    kind: Mapped[str] = mapped_column(server_default=text("'land'"))
    __table_args__ = (
        root_of_unit(),
        lifespan_in_order(),
        CheckConstraint("kind IN ('land', 'asset')", name="kind"),
    )


class BAUnitParcel(RegisterRow, Lifespan, Base):
    """A parcel of a registered unit, for a time."""

    __tablename__ = "baunit_parcel"
    baunit_id: Mapped[UUID] = mapped_column(ForeignKey("baunit.id"))
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    __table_args__ = (
        lifespan_in_order(),
        Index(
            "uq_baunit_parcel_live",
            "parcel_id",
            "baunit_id",
            unique=True,
            postgresql_where=text("lifespan_end IS NULL"),
        ),
        Index("ix_baunit_parcel_baunit_id", "baunit_id"),
        Index("ix_baunit_parcel_parcel_id", "parcel_id"),
    )


class RRR(RegisterRow, Lifespan, Base):
    """A right, restriction or responsibility: its identity; what it says is in its versions."""

    __tablename__ = "rrr"
    baunit_id: Mapped[UUID] = mapped_column(ForeignKey("baunit.id"))
    kind: Mapped[str]
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint("kind IN ('right', 'restriction', 'responsibility')", name="kind"),
        Index("ix_rrr_baunit_id", "baunit_id"),
    )


class RRRVersion(RegisterRow, Lifespan, Base):
    """What a right or restriction says from one moment to the next.

    ``type``: land_use, asset_ownership (rights); mortgage, block, seizure, corridor, planning,
    easement (restrictions); debt, obligation (responsibilities). ``registered_at`` orders mortgages
    to the minute (NĐ 99/2022). ``legal_from`` and ``legal_until`` are dates of the deed, not of the
    register. The term keeps the words of the paper beside its kind and date.
    """

    __tablename__ = "rrr_version"
    rrr_id: Mapped[UUID] = mapped_column(ForeignKey("rrr.id"))
    type: Mapped[str]
    origin_code: Mapped[str | None]
    form: Mapped[str | None]
    term_kind: Mapped[str | None]
    term_until: Mapped[date | None]
    term_text: Mapped[str | None]
    legal_from: Mapped[date | None]
    legal_until: Mapped[date | None]
    registered_at: Mapped[datetime]
    description: Mapped[str | None]
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("source.id"))
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint(
            "type IN ('land_use', 'asset_ownership', 'mortgage', 'block', 'seizure', 'corridor',"
            " 'planning', 'easement', 'lease', 'debt', 'obligation')",
            name="type",
        ),
        CheckConstraint("form IN ('own', 'common', 'both')", name="form"),
        CheckConstraint("term_kind IN ('long_term', 'until', 'text')", name="term_kind"),
        CheckConstraint("(term_kind = 'until') <= (term_until IS NOT NULL)", name="term_until"),
        ExcludeConstraint(
            ("rrr_id", "="),
            (func.tstzrange(text("lifespan_begin"), text("lifespan_end")), "&&"),
            name="ex_rrr_version_lifespan",
        ),
        Index("ix_rrr_version_rrr_id", "rrr_id", "lifespan_begin"),
    )


class Share(RegisterRow, Base):
    """A party's exact share in a version of a right; the shares of a right sum to 1."""

    __tablename__ = "share"
    rrr_version_id: Mapped[UUID] = mapped_column(ForeignKey("rrr_version.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        CheckConstraint("numerator > 0 AND denominator >= numerator", name="fraction"),
        Index("uq_share_party", "rrr_version_id", "party_id", unique=True),
        Index("ix_share_party_id", "party_id"),
    )
