"""Tables of sources (LA_AdministrativeSource: deeds, decisions, papers) and their files."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, RegisterRow


class File(Base):
    """A stored file, known by the SHA-256 of its bytes; the bytes lie in the state directory."""

    __tablename__ = "file"
    sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    stored_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256_length"),)


class Source(RegisterRow, Base):
    """A document: contract, decision, letter, judgment. ``issued_on`` is its legal date."""

    __tablename__ = "source"
    kind: Mapped[str]
    number: Mapped[str | None]
    title: Mapped[str]
    issuer: Mapped[str | None]
    issued_on: Mapped[date | None]
    accepted_at: Mapped[datetime]
    __table_args__ = (Index("ix_source_unit_id", "unit_id"),)


class SourceFile(RegisterRow, Base):
    """A file that carries a source: a scan, a drawing, an imported data file."""

    __tablename__ = "source_file"
    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"))
    sha256: Mapped[bytes] = mapped_column(LargeBinary, ForeignKey("file.sha256"))
    name: Mapped[str]
    page_count: Mapped[int | None]
    __table_args__ = (Index("ix_source_file_source_id", "source_id"),)
