"""Tables of land-use certificates (Giấy chứng nhận)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, Lifespan, RegisterRow, lifespan_in_order


class Certificate(RegisterRow, Lifespan, Base):
    """A certificate: evidence of a right, not the right.

    ``serial`` is kept as printed; ``serial_key`` (capitals and digits only) finds it. Legacy serials
    repeat by mistake, so uniqueness is a finding, not a constraint.
    """

    __tablename__ = "certificate"
    baunit_id: Mapped[UUID] = mapped_column(ForeignKey("baunit.id"))
    serial: Mapped[str]
    serial_key: Mapped[str] = mapped_column(Computed("serial_key(serial)", persisted=True))
    form: Mapped[str]
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint(
            "form IN ('law1993', 'nd60', 'law2003', 'nd90', 'nd88', 'nd43', 'form2024', 'tt23', 'other')",
            name="form",
        ),
        Index("ix_certificate_serial_key", "serial_key"),
        Index("ix_certificate_baunit_id", "baunit_id"),
    )


class CertificateVersion(RegisterRow, Lifespan, Base):
    """What the register says of a certificate from one moment to the next."""

    __tablename__ = "certificate_version"
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    status: Mapped[str]
    registry_number: Mapped[str | None]
    issued_on: Mapped[date | None]
    issuer: Mapped[str | None]
    qr_text: Mapped[str | None]
    barcode: Mapped[str | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    note: Mapped[str | None]
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint(
            "status IN ('draft', 'signed', 'in_force', 'revoked', 'cancelled', 'replaced')",
            name="status",
        ),
        ExcludeConstraint(
            ("certificate_id", "="),
            (func.tstzrange(text("lifespan_begin"), text("lifespan_end")), "&&"),
            name="ex_certificate_version_lifespan",
        ),
        Index("ix_certificate_version_certificate_id", "certificate_id", "lifespan_begin"),
    )


class CertificateParcel(RegisterRow, Base):
    """A parcel on a certificate, with the sheet, number and area as printed there."""

    __tablename__ = "certificate_parcel"
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    printed_sheet: Mapped[str | None]
    printed_number: Mapped[str | None]
    printed_area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 1))
    __table_args__ = (
        Index("uq_certificate_parcel", "certificate_id", "parcel_id", unique=True),
        Index("ix_certificate_parcel_parcel_id", "parcel_id"),
    )


class CertificateHolder(RegisterRow, Base):
    """A party named on a certificate, in the order and the role printed."""

    __tablename__ = "certificate_holder"
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    role: Mapped[str]
    position: Mapped[int]
    __table_args__ = (
        CheckConstraint(
            "role IN ('holder', 'husband', 'wife', 'household_head', 'co_holder', 'representative')",
            name="role",
        ),
        Index("uq_certificate_holder", "certificate_id", "party_id", unique=True),
        Index("ix_certificate_holder_party_id", "party_id"),
    )
