"""The engine, the transaction and the furniture every table shares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils
from geoalchemy2 import Geometry
from sqlalchemy import (
    CheckConstraint,
    Connection,
    DateTime,
    Engine,
    FetchedValue,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    create_engine,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from landdb.actor import Actor
from landdb.errors import LandError, NotHeldHere, NotPermitted, RuleBroken, Stale, Unavailable

#: SQLSTATEs raised by our own triggers (migrations/sql), and what each means above the database.
REFUSALS: dict[str, tuple[type[LandError], str]] = {
    "LD401": (NotPermitted, "JRN-01"),  # a write without an actor
    "LD403": (NotHeldHere, "CUS-01"),  # the unit is held elsewhere or in transit
    "LD405": (RuleBroken, "JRN-03"),  # rows end, they are not deleted
    "LD409": (Stale, "JRN-02"),  # the row changed since it was read
    "LD410": (RuleBroken, "GEO-01"),  # legal geometry does not change
    "LD422": (RuleBroken, "TXT-01"),  # text that is not NFC
    "LD430": (RuleBroken, "CUS-02"),  # a custody step that the protocol does not know
    "LD431": (RuleBroken, "RGT-01"),  # shares that do not sum to 1
}


class Base(DeclarativeBase):
    """All tables; constraint names follow one convention so that migrations can name them."""

    type_annotation_map = {datetime: DateTime(timezone=True), str: Text()}  # noqa: RUF012
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Versioned:
    """A journalled row: a UUIDv7 made here and a version that rises by one per change.

    The BEFORE UPDATE trigger raises the version, so the ORM only compares it (``Stale`` otherwise).
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=lambda: new_id(), sort_order=-10)
    row_version: Mapped[int] = mapped_column(
        Integer, server_default=text("1"), server_onupdate=FetchedValue(), sort_order=90
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_version, "version_id_generator": False}


class RegisterRow(Versioned):
    """A versioned row of the register: it names the custody unit it belongs to."""

    @declared_attr
    def unit_id(cls) -> Mapped[UUID]:
        """Name the custody unit that this row belongs to."""
        return mapped_column(ForeignKey("unit.id"), sort_order=-9)


class Lifespan:
    """Registration time of a row: when the register began and ceased to say this (ISO 19152)."""

    lifespan_begin: Mapped[datetime] = mapped_column(sort_order=80)
    lifespan_end: Mapped[datetime | None] = mapped_column(sort_order=81)


def root_of_unit() -> CheckConstraint:
    """Return the constraint of a unit's root row: its id is the unit's id."""
    return CheckConstraint("unit_id = id", name="root_of_unit")


def lifespan_in_order() -> CheckConstraint:
    """Return the constraint that a row ends after it began."""
    return CheckConstraint("lifespan_end > lifespan_begin", name="lifespan_in_order")


def land_geometry() -> Geometry:
    """Return the type of legal geometry: a multipolygon in the zone it was surveyed in.

    The SRID is open in the column and tied to ``land_crs`` by a CHECK and a foreign key, so that a
    zone can be added by configuration. The spatial index is declared by the table itself.
    """
    return Geometry("MULTIPOLYGON", srid=-1, spatial_index=False)


def web_geometry() -> Geometry:
    """Return the type of display geometry: Web Mercator (EPSG:3857), derived, never journalled."""
    return Geometry("MULTIPOLYGON", srid=3857, spatial_index=False)


def new_id() -> UUID:
    """Return a UUIDv7: unique everywhere, rising in time, made without asking the database."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def read_json(document: str) -> Any:
    """Parse JSON without passing any number through binary floating point: decimals stay text."""
    return json.loads(document, parse_float=str)


def make_engine(url: str, **options: Any) -> Engine:
    """Return an engine for one PostGIS database; jsonb comes back with its decimals as text."""
    options.setdefault("pool_pre_ping", True)
    return create_engine(url, json_deserializer=read_json, **options)


def make_glancing_engine(url: str, **options: Any) -> Engine:
    """Return an engine for reads of one statement each: a tile asked for while the map moves.

    Nothing goes over the wire but the statement: no BEGIN, no COMMIT, no ping. A connection lost
    since the last use fails the first read after it (``Unavailable``); the asker asks again.
    Parallel plans and compiled ones cost more than a tile, and nothing is ever written.
    """
    settings = "-c jit=off -c max_parallel_workers_per_gather=0 -c default_transaction_read_only=on"
    return make_engine(
        url,
        pool_pre_ping=False,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": settings},
        **options,
    )


@contextmanager
def glancing(engine: Engine) -> Iterator[Connection]:
    """Take a connection of :func:`make_glancing_engine`: each statement sees its own moment."""
    with refusals(), engine.connect() as connection:
        yield connection


@contextmanager
def transaction(engine: Engine, actor: Actor, dossier: UUID | None = None) -> Iterator[Session]:
    """Open the one transaction of a request, a job or a command, in the name of ``actor``.

    Commits on success, else rolls back. Refusals of the database come out as ``LandError``.

    Raises
    ------
    Stale, NotHeldHere, NotPermitted, RuleBroken
        as the triggers of the register refuse.
    Unavailable
        when the database cannot be reached.
    """
    with refusals(), Session(engine) as session, session.begin():
        set_actor(session, actor, dossier)
        yield session
        session.flush()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a read-only transaction: one snapshot for everything that makes an answer."""
    with refusals(), Session(engine) as session, session.begin():
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield session


def set_actor(session: Session, actor: Actor, dossier: UUID | None = None) -> None:
    """Name the actor, the office and the dossier for the triggers, until the transaction ends."""
    session.execute(
        text(
            "SELECT set_config('landdb.actor', :actor, true),"
            " set_config('landdb.office', :office, true),"
            " set_config('landdb.dossier', :dossier, true)"
        ),
        {
            "actor": actor.account_id,
            "office": actor.office_id,
            "dossier": str(dossier) if dossier else "",
        },
    )


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the database refuses into the register's own errors."""
    try:
        yield
    except StaleDataError as error:
        raise Stale("JRN-02") from error
    except DBAPIError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: DBAPIError) -> LandError | None:
    """Return the register's error for a database error, or None when it is not one of ours."""
    state = getattr(error.orig, "pgcode", None)
    if state in REFUSALS:
        kind, code = REFUSALS[state]
        return kind(code, **facts_of(error.orig))
    # Class 57P is a shutdown; no SQLSTATE at all on an operational error is a lost connection.
    if isinstance(error, OperationalError) and (state is None or state.startswith("57P")):
        return Unavailable("SYS-01", what="database")
    return None


def facts_of(original: Any) -> dict[str, object]:
    """Read the facts our triggers put into DETAIL as ``key=value; key=value``."""
    detail = getattr(getattr(original, "diag", None), "message_detail", None) or ""
    return dict(re.findall(r"(\w+)=([^;]*)(?:; |$)", detail))
