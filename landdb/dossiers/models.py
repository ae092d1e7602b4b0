"""Tables of land dossiers (hồ sơ), their steps, parcels and codes elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, RegisterRow, root_of_unit


class Dossier(RegisterRow, Base):
    """A request to the one-stop counter and the work it starts.

    ``code`` is the code on the receipt; codes of the provincial portal, tax and post are in
    ``DossierExternalId``. ``due_at`` NULL: this procedure has no limit, or the clock has not started.
    """

    __tablename__ = "dossier"
    code: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    procedure_code: Mapped[str]
    state: Mapped[str]
    applicant_name: Mapped[str]
    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey("party.id"))
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        root_of_unit(),
        CheckConstraint(
            "state IN ('received', 'supplement', 'examining', 'surveying', 'tax', 'signing', 'updating',"
            " 'ready', 'closed', 'refused', 'withdrawn', 'returned', 'stopped')",
            name="state",
        ),
        CheckConstraint(
            "(state IN ('closed', 'refused', 'withdrawn', 'returned', 'stopped')) = (closed_at IS NOT NULL)",
            name="closed",
        ),
        Index("ix_dossier_office_state", "office_id", "state", "due_at"),
        Index("ix_dossier_applicant_id", "applicant_id"),
        Index("ix_dossier_running_number", text("substring(code, '[0-9]+$')")),
    )


class DossierParcel(RegisterRow, Base):
    """A parcel a dossier concerns: the link between the paper and the geometry."""

    __tablename__ = "dossier_parcel"
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id"))
    __table_args__ = (
        CheckConstraint("unit_id = dossier_id", name="unit_of_dossier"),
        Index("uq_dossier_parcel", "dossier_id", "parcel_id", unique=True),
        Index("ix_dossier_parcel_parcel_id", "parcel_id"),
    )


class DossierStep(RegisterRow, Base):
    """One step of a dossier: what was to be done, by whom, from when to when, with what outcome."""

    __tablename__ = "dossier_step"
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    position: Mapped[int]
    state: Mapped[str]
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    account_id: Mapped[UUID | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("unit_id = dossier_id", name="unit_of_dossier"),
        CheckConstraint("ended_at >= began_at", name="step_in_order"),
        Index("uq_dossier_step_position", "dossier_id", "position", unique=True),
        Index(
            "ix_dossier_step_open_account",
            "account_id",
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class DossierExternalId(RegisterRow, Base):
    """The name of a dossier in another system: portal, tax, post."""

    __tablename__ = "dossier_external_id"
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    system: Mapped[str]
    value: Mapped[str]
    __table_args__ = (
        CheckConstraint("unit_id = dossier_id", name="unit_of_dossier"),
        Index("uq_dossier_external_id", "system", "value", unique=True),
        Index("ix_dossier_external_id_dossier_id", "dossier_id"),
        Index("ix_dossier_external_id_value", "value"),
    )
