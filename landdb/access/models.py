"""Tables of accounts, grants, sessions and the log of access. Local to a node, never journalled."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, new_id


class Account(Base):
    """Somebody who signs in. ``username`` is lower-case; the hash is argon2id and leaves nowhere."""

    __tablename__ = "account"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_lower"),)


class RoleGrant(Base):
    """A role of an account at an office, for a time; ended, never deleted."""

    __tablename__ = "role_grant"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    role: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    granted_by: Mapped[str]
    __table_args__ = (
        CheckConstraint(
            "role IN ('clerk', 'surveyor', 'registrar', 'branch_leader', 'provincial_officer',"
            " 'auditor', 'admin', 'public')",
            name="role",
        ),
        Index("ix_role_grant_account_id", "account_id"),
    )


class WebSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is here; ``data`` holds no personal data."""

    __tablename__ = "web_session"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    __table_args__ = (Index("ix_web_session_last_seen_at", "last_seen_at"),)


class SignInFailure(Base):
    """Failed sign-ins, by the name tried and the address: what slows the next attempt down."""

    __tablename__ = "sign_in_failure"
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    username: Mapped[str]
    address: Mapped[str | None] = mapped_column(INET)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_sign_in_failure_username_at", "username", "at"),)


class AccessLog(Base):
    """Reads of personal data, refused acts and sign-ins: who, what, when, why. Append-only."""

    __tablename__ = "access_log"
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    actor: Mapped[str]
    office_id: Mapped[str | None]
    act: Mapped[str]
    object_type: Mapped[str | None]
    object_id: Mapped[UUID | None]
    purpose: Mapped[str | None]
    address: Mapped[str | None] = mapped_column(INET)
    __table_args__ = (
        Index("ix_access_log_object_id", "object_id"),
        Index("ix_access_log_actor_at", "actor", "at"),
    )
