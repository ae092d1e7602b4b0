"""Writes of access: accounts, signing in and out, sessions."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, select, text, update
from sqlalchemy.orm import Session

from landdb.access.models import AccessLog, Account, RoleGrant, SignInFailure, WebSession
from landdb.access.rules import (
    AGE_LIMIT,
    FAILURE_WINDOW,
    IDLE_LIMIT,
    MOST_PASSWORD,
    least_password,
    wait_after,
)
from landdb.actor import Actor
from landdb.db import new_id, refusals
from landdb.errors import NotFound, NotPermitted, RuleBroken
from landdb.offices.models import Office

#: RFC 9106, second recommended choice (64 MiB, 3 passes): about 0.1 s on an office PC.
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)
#: Verified when the name is unknown, so that the time taken tells a stranger nothing.
NOBODY = HASHER.hash(secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its token is known to the browser alone."""

    session_token: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as loaded for a request."""

    actor: Actor
    data: dict[str, Any]
    last_seen_at: datetime


#: A session that may go on, whose account is not shut, with the roles in force now.
LIVING_SESSION = text(
    "SELECT a.id, a.display_name, a.office_id, s.data, s.last_seen_at,"
    " ARRAY(SELECT g.role FROM role_grant g WHERE g.account_id = a.id AND g.office_id = a.office_id"
    "  AND g.valid_from <= :now AND (g.valid_to IS NULL OR g.valid_to > :now)) AS roles"
    " FROM web_session s JOIN account a ON a.id = s.account_id"
    " WHERE s.token_hash = :token_hash AND s.last_seen_at >= :seen_since"
    " AND s.created_at >= :made_since AND a.disabled_at IS NULL"
)


def create_account(  # noqa: PLR0913 - what an account is made of
    session: Session,
    *,
    username: str,
    display_name: str,
    office_id: str,
    password: str,
    roles: frozenset[str],
    now: datetime,
    granted_by: str,
) -> UUID:
    """Make an account with its roles at its office.

    Raises
    ------
    RuleBroken
        ``ACC-04`` a password too short or too long, ``ACC-05`` a name that is taken.
    NotFound
        ``ACC-07`` no such office.
    """
    name = username_of(username)
    check_password(password, roles)
    if session.get(Office, office_id) is None:
        raise NotFound("ACC-07", office=office_id)
    if session.scalar(select(Account.id).where(Account.username == name)):
        raise RuleBroken("ACC-05", username=name)
    account = Account(
        id=new_id(),
        username=name,
        display_name=unicodedata.normalize("NFC", display_name),
        office_id=office_id,
        password_hash=hash_of(password),
        created_at=now,
    )
    session.add(account)
    session.flush()
    for role in sorted(roles):
        session.add(
            RoleGrant(
                account_id=account.id,
                office_id=office_id,
                role=role,
                valid_from=now,
                granted_by=granted_by,
            )
        )
    session.flush()
    return account.id


def set_password(session: Session, username: str, password: str, now: datetime) -> None:
    """Give an account another password and end all its sessions."""
    account = account_named(session, username)
    check_password(password, roles_of(session, account.id, account.office_id, now))
    account.password_hash = hash_of(password)
    end_sessions(session, account.id)


def disable_account(session: Session, username: str, now: datetime) -> None:
    """Shut an account; its sessions end with it."""
    account = account_named(session, username)
    account.disabled_at = now
    end_sessions(session, account.id)


def account_named(session: Session, username: str) -> Account:
    """Return an account by name, or raise ``ACC-06``."""
    found = session.scalar(select(Account).where(Account.username == username_of(username)))
    if found is None:
        raise NotFound("ACC-06", username=username)
    return found


def sign_in(
    engine: Engine, username: str, password: str, *, now: datetime, address: str | None = None
) -> SignedIn:
    """Check a name and a password and open a session under a token of its own.

    Known and unknown names take the same time and get the same answer. Failures are remembered
    whatever becomes of the request, and slow the next tries down.

    Raises
    ------
    NotPermitted
        ``ACC-01`` wrong name or password (or a shut account), ``ACC-03`` too many failures.
    """
    name = username_of(username)
    with refusals(), Session(engine) as session, session.begin():
        refuse_hurry(session, name, now)
        account = session.scalar(select(Account).where(Account.username == name))
        known = account.password_hash if account else NOBODY
        if verifies(known, password) and account is not None and account.disabled_at is None:
            return open_session(session, account, now, address)
        session.add(SignInFailure(username=name, address=address, at=now))
        log(session, f"name:{name}", None, "sign_in.refused", now, address=address)
    raise NotPermitted("ACC-01")


def refuse_hurry(session: Session, username: str, now: datetime) -> None:
    """Refuse to look at a password while the wait after earlier failures lasts."""
    failures, last = session.execute(
        select(func.count(), func.max(SignInFailure.at)).where(
            SignInFailure.username == username, SignInFailure.at > now - FAILURE_WINDOW
        )
    ).one()
    if not failures:
        return
    left = (last + wait_after(failures) - now).total_seconds()
    if left > 0:
        raise NotPermitted("ACC-03", seconds=int(left) + 1)


def open_session(
    session: Session, account: Account, now: datetime, address: str | None
) -> SignedIn:
    """Write a new session row for an account and forget its failures."""
    actor = actor_of(session, account, now)
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hash_of_token(token),
            account_id=account.id,
            created_at=now,
            last_seen_at=now,
            data={},
        )
    )
    session.execute(delete(SignInFailure).where(SignInFailure.username == account.username))
    log(session, actor.account_id, actor.office_id, "sign_in", now, address=address)
    return SignedIn(token, actor)


def load_session(reader: Session | Connection, token: str, now: datetime) -> Opened | None:
    """Return the session of a token, or None when there is none, it is too old or the account is shut.

    One statement, because every request begins with it.
    """
    found = reader.execute(
        LIVING_SESSION,
        {
            "token_hash": hash_of_token(token),
            "now": now,
            "seen_since": now - IDLE_LIMIT,
            "made_since": now - AGE_LIMIT,
        },
    ).one_or_none()
    if found is None:
        return None
    actor = Actor(str(found.id), found.display_name, found.office_id, frozenset(found.roles))
    return Opened(actor, found.data, found.last_seen_at)


def save_session(session: Session, token_hash: bytes, data: dict[str, Any], now: datetime) -> None:
    """Keep a session's data and note that it was used."""
    session.execute(
        update(WebSession)
        .where(WebSession.token_hash == token_hash)
        .values(data=data, last_seen_at=now)
    )


def sign_out(session: Session, token: str) -> None:
    """End a session; the token is worth nothing from this moment."""
    session.execute(delete(WebSession).where(WebSession.token_hash == hash_of_token(token)))


def end_sessions(session: Session, account_id: UUID) -> None:
    """End every session of an account."""
    session.execute(delete(WebSession).where(WebSession.account_id == account_id))


def sweep_sessions(session: Session, now: datetime) -> None:
    """Remove sessions that could not be used any more, and failures out of the window."""
    session.execute(
        delete(WebSession).where(
            (WebSession.last_seen_at < now - IDLE_LIMIT) | (WebSession.created_at < now - AGE_LIMIT)
        )
    )
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - FAILURE_WINDOW))


def actor_of(session: Session, account: Account, now: datetime) -> Actor:
    """Return the actor an account is now: its office and the roles in force."""
    return Actor(
        str(account.id),
        account.display_name,
        account.office_id,
        roles_of(session, account.id, account.office_id, now),
    )


def roles_of(session: Session, account_id: UUID, office_id: str, now: datetime) -> frozenset[str]:
    """Return the roles in force at a moment of an account at an office."""
    return frozenset(
        session.scalars(
            select(RoleGrant.role).where(
                RoleGrant.account_id == account_id,
                RoleGrant.office_id == office_id,
                RoleGrant.valid_from <= now,
                (RoleGrant.valid_to.is_(None)) | (RoleGrant.valid_to > now),
            )
        )
    )


def log(
    session: Session,
    actor: str,
    office_id: str | None,
    act: str,
    now: datetime,
    *,
    address: str | None = None,
) -> None:
    """Add a line to the log of access."""
    session.add(AccessLog(at=now, actor=actor, office_id=office_id, act=act, address=address))


def username_of(typed: str) -> str:
    """Return a user name as it is stored: NFC, lower case, without blanks around it."""
    return unicodedata.normalize("NFC", typed).strip().lower()[:200].replace("\x00", "")


def check_password(password: str, roles: frozenset[str]) -> None:
    """Refuse a password that is too short for the roles, or absurdly long."""
    least = least_password(roles)
    if not least <= len(unicodedata.normalize("NFC", password)) <= MOST_PASSWORD:
        raise RuleBroken("ACC-04", least=least)


def hash_of(password: str) -> str:
    """Return the argon2id hash of a password in NFC."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def verifies(known: str, password: str) -> bool:
    """Tell whether a password belongs to a hash; too long a one is not even tried."""
    if len(password) > MOST_PASSWORD:
        return False
    try:
        return HASHER.verify(known, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False


def hash_of_token(token: str) -> bytes:
    """Return what the database knows of a session token."""
    return hashlib.sha256(token.encode()).digest()
