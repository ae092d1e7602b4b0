"""Tables of parties (LA_Party) and the members of groups (LA_PartyMember)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, Lifespan, RegisterRow, lifespan_in_order, root_of_unit


class Party(RegisterRow, Lifespan, Base):
    """Người sử dụng đất: individual, couple, household, organisation or community.

    ``search_key`` is the name in lower case without marks, made by the database (``vn_key``).
    ``merged_into_id``: a duplicate keeps its id and points to the party that stands for it.
    """

    __tablename__ = "party"
    kind: Mapped[str]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(Computed("vn_key(name)", persisted=True))
    gender: Mapped[str | None]
    birth_date: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("party.id"))
    __table_args__ = (
        root_of_unit(),
        lifespan_in_order(),
        CheckConstraint(
            "kind IN ('individual', 'couple', 'household', 'organisation', 'community')",
            name="kind",
        ),
        CheckConstraint("gender IN ('male', 'female')", name="gender"),
        CheckConstraint("birth_date ~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$'", name="birth_date"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index(
            "ix_party_search_key", "search_key", postgresql_ops={"search_key": "text_pattern_ops"}
        ),
    )


class PartyIdentifier(RegisterRow, Lifespan, Base):
    """A number that identifies a party: CCCD (12 digits), CMND (9), passport, tax, registration."""

    __tablename__ = "party_identifier"
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[str]
    number: Mapped[str]
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint("kind IN ('cccd', 'cmnd', 'passport', 'tax', 'business')", name="kind"),
        Index("ix_party_identifier_party_id", "party_id"),
        Index("ix_party_identifier_number", "number"),
    )


class PartyMember(RegisterRow, Lifespan, Base):
    """A member of a couple, household or community, with the role the paper gives."""

    __tablename__ = "party_member"
    group_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    role: Mapped[str]
    __table_args__ = (
        lifespan_in_order(),
        CheckConstraint(
            "role IN ('husband', 'wife', 'head', 'member', 'representative')", name="role"
        ),
        CheckConstraint("group_id <> member_id", name="not_its_own_member"),
        Index(
            "uq_party_member_live",
            "group_id",
            "member_id",
            unique=True,
            postgresql_where=text("lifespan_end IS NULL"),
        ),
        Index("ix_party_member_group_id", "group_id"),
        Index("ix_party_member_member_id", "member_id"),
    )


class PartyNameKey(Base):
    """The distinct names, for the ranked search: a thousand holders of one name are one row here."""

    __tablename__ = "party_name_key"
    key: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (
        Index(
            "ix_party_name_key_trgm",
            "key",
            postgresql_using="gin",
            postgresql_ops={"key": "gin_trgm_ops"},
        ),
    )
