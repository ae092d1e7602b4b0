"""Tables of the journal: what was written, what waits for its seal, and the seal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base


class JournalEntry(Base):
    """One change of one row, written by the trigger in the transaction that made it.

    ``row`` is the row after the change, without derived columns, its geometry as lower-case hex
    EWKB with SRID. Nothing here is ever updated or deleted. ``txid`` groups the rows of one
    transaction; ``op`` is I or U; ``origin`` names the node a synchronised change came from.
    """

    __tablename__ = "journal"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    txid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor: Mapped[str]
    account_office: Mapped[str]
    dossier_id: Mapped[UUID | None]
    unit_id: Mapped[UUID | None]
    epoch: Mapped[int | None]
    table_name: Mapped[str]
    rid: Mapped[str]
    op: Mapped[str] = mapped_column(CHAR(1))
    row_version: Mapped[int]
    sv: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    origin: Mapped[str | None]
    row: Mapped[dict[str, Any]] = mapped_column(JSONB)
    __table_args__ = (
        Index("ix_journal_unit_id_id", "unit_id", "id"),
        Index(
            "ix_journal_dossier_id", "dossier_id", postgresql_where=text("dossier_id IS NOT NULL")
        ),
    )


class JournalPending(Base):
    """What the seal has not yet taken: narrow, so that the wide journal is never touched again."""

    __tablename__ = "journal_pending"
    journal_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    txid: Mapped[int] = mapped_column(BigInteger)


class JournalSeal(Base):
    """The order and the proof: dense ``seq``, hash of the canonical body, hash chain."""

    __tablename__ = "journal_seal"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    journal_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("journal.id"), unique=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary)


class RecordHead(Base):
    """The newest sealed version of each record: the base of its next body."""

    __tablename__ = "record_head"
    table_name: Mapped[str] = mapped_column(primary_key=True)
    rid: Mapped[str] = mapped_column(primary_key=True)
    row_version: Mapped[int]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
