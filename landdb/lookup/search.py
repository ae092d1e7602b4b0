"""The one search box: parcels, certificates, dossiers and persons, each with a place to fly to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from landdb import prepared
from landdb.actor import Actor
from landdb.errors import RuleBroken
from landdb.lookup.home import lon_lat
from landdb.lookup.rules import (
    Asked,
    DossierAsked,
    ParcelAsked,
    escape_like,
    read_question,
    slips,
    words_of,
)
from landdb.lookup.scope import written
from landdb.prepared import Prepared

#: Greater than every text that begins with the same letters, in the order of code points (C.UTF-8).
LAST = "\U0010ffff"
#: A search that takes longer is given up: somebody waits at the counter, and nobody may hold the database.
PATIENCE_MS = 3000
#: Names looked at for one search; more than a person reads, and enough to find those in scope.
NAMES = 100
#: Bearers shown of one name when several names may be meant.
NAMESAKES = 3
#: Share of common letter triples from which a name counts as the same with a slip of a finger.
LIKENESS = 0.5
#: SQLSTATE of a statement that was stopped: query_canceled.
STOPPED = "57014"


#: What a search may be given: a list of spellings or names, a number, else text.
TYPES = {
    **dict.fromkeys(("office", "place", "place_like", "serial", "beyond"), "text"),
    **dict.fromkeys(("code", "running", "outside"), "text"),
    **dict.fromkeys(("sheets", "numbers", "keys"), "text[]"),
    **dict.fromkeys(("limit", "each"), "integer"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``kind`` is parcel, certificate, dossier or party.

    ``detail`` is in no language (names, numbers, codes). ``mark`` is a code that needs a word beside it:
    ``ended`` or ``former_number`` of a parcel, the status of a certificate not in force, the state of
    a dossier. ``lon`` and ``lat`` (WGS 84) are for the map alone; None when there is no parcel.
    """

    kind: str
    id: UUID
    title: str
    detail: str
    mark: str | None
    parcel_id: UUID | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A number, serial or code that another office holds; nothing more is told of it."""

    kind: str
    title: str
    office_name: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What the office may open, best first, and what it has to ask another office for."""

    hits: tuple[Hit, ...]
    elsewhere: tuple[Elsewhere, ...]


def search(session: Session, actor: Actor, typed: str, limit: int = 12) -> SearchAnswer:
    """Return what a text finds for the actor's office; a text that means nothing finds nothing.

    Persons are found by name only, never by an ID number (that asks for a purpose), and only those
    of the office's own scope.

    Raises
    ------
    RuleBroken
        ``SEA-01``, when it takes longer than anybody waits.
    """
    asked = read_question(typed)
    with given_up_in_time():
        be_patient(session)
        rows = found_by(session, actor, asked, limit)
    return SearchAnswer(
        tuple(hit(row) for row in rows if row.office_name is None)[:limit],
        tuple(Elsewhere(row.kind, row.title, row.office_name) for row in rows if row.office_name),
    )


def found_by(session: Session, actor: Actor, asked: Asked, limit: int) -> list[Row[Any]]:
    """Return what every meaning of a question finds."""
    rows: list[Row[Any]] = []
    if asked.parcel:
        rows += parcels(session, actor, asked.parcel, limit)
    if asked.serial:
        rows += certificates(session, actor, asked.serial, limit)
    if asked.dossier:
        rows += dossiers(session, actor, asked.dossier, limit)
    if asked.name:
        rows += parties(session, actor, asked.name, limit)
    return rows


@contextmanager
def given_up_in_time() -> Iterator[None]:
    """Say that a search took too long when the database stopped it."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != STOPPED:
            raise
        raise RuleBroken("SEA-01") from error


def be_patient(session: Session) -> None:
    """Set the limits of a search until the transaction ends."""
    session.execute(
        text(
            "SELECT set_config('statement_timeout', :patience, true),"
            " set_config('pg_trgm.similarity_threshold', :likeness, true)"
        ),
        {"patience": str(PATIENCE_MS), "likeness": str(LIKENESS)},
    )


def run(session: Session, name: str, actor: Actor, limit: int, **values: object) -> list[Row[Any]]:
    """Run one statement of this search, planned once a connection."""
    given = {"office": actor.office_id, "limit": limit, **values}
    return list(prepared.run(session, planned(name, tuple(given)), given))


@cache
def planned(name: str, bound: tuple[str, ...]) -> Prepared:
    """Return a statement of this search with the types of what it is given."""
    return prepared.prepared(f"lookup_{name}", written(name), {one: TYPES[one] for one in bound})


def parcels(session: Session, actor: Actor, asked: ParcelAsked, limit: int) -> list[Row[Any]]:
    """Find parcels by sheet and number."""
    return run(
        session,
        "search_parcels",
        actor,
        limit,
        sheets=list(asked.sheets),
        numbers=list(asked.numbers),
        place=asked.place,
        place_like=f"%{escape_like(asked.place or '')}%",
    )


def certificates(session: Session, actor: Actor, serial: str, limit: int) -> list[Row[Any]]:
    """Find certificates by the key of a serial or its beginning."""
    return run(session, "search_certificates", actor, limit, serial=serial, beyond=serial + LAST)


def dossiers(session: Session, actor: Actor, asked: DossierAsked, limit: int) -> list[Row[Any]]:
    """Find dossiers by their code, its beginning, its running number or another system's code."""
    return run(
        session,
        "search_dossiers",
        actor,
        limit,
        code=asked.code,
        beyond=asked.code and asked.code + LAST,
        running=asked.running,
        outside=asked.outside,
    )


def parties(session: Session, actor: Actor, key: str, limit: int) -> list[Row[Any]]:
    """Find parties by name: itself and what begins so, else a slip of a finger or all its words.

    A name that is known decides, even when all its bearers are out of scope: somebody else of a like
    name is no answer. Of several names that may be meant, none takes all the room.
    """
    keys = names_beginning(session, key)
    if keys:
        return run(session, "search_parties", actor, limit, keys=keys, each=limit)
    keys = [*names_one_slip_away(session, key), *names_with_words(session, key)]
    keys = list(dict.fromkeys(keys)) or names_alike(session, key)
    if not keys:
        return []
    return run(session, "search_parties", actor, limit, keys=keys, each=NAMESAKES)


def names_beginning(session: Session, key: str) -> list[str]:
    """Return known names that begin with a key; the name itself comes first."""
    found = text(
        "SELECT key FROM party_name_key WHERE key >= :key AND key < :beyond ORDER BY key LIMIT :most"
    )
    return list(session.scalars(found, {"key": key, "beyond": key + LAST, "most": NAMES}))


def names_with_words(session: Session, key: str) -> list[str]:
    """Return known names in which every word of a key begins a word."""
    words = sorted(words_of(key), key=len, reverse=True)
    if not words:
        return []
    found = text(
        "SELECT key FROM party_name_key WHERE key LIKE :longest AND key LIKE :next"
        " AND ' ' || key LIKE ALL (:patterns) ORDER BY length(key), key LIMIT :most"
    )
    given = {
        "longest": f"%{escape_like(words[0])}%",
        "next": f"%{escape_like(words[min(1, len(words) - 1)])}%",
        "patterns": [f"% {escape_like(word)}%" for word in words],
        "most": NAMES,
    }
    return list(session.scalars(found, given))


def names_one_slip_away(session: Session, key: str) -> list[str]:
    """Return known names that differ from a key by one slip of a finger."""
    found = text("SELECT key FROM party_name_key WHERE key = ANY (:slips) ORDER BY key LIMIT :most")
    return list(session.scalars(found, {"slips": list(slips(key)), "most": NAMES}))


def names_alike(session: Session, key: str) -> list[str]:
    """Return known names that share most letter triples with a key, the likest first."""
    found = text(
        "SELECT key FROM party_name_key WHERE key % :key"
        " ORDER BY similarity(key, :key) DESC, key LIMIT 10"
    )
    return list(session.scalars(found, {"key": key}))


def hit(row: Row[Any]) -> Hit:
    """Return a row of a search as a hit; its place leaves Web Mercator here."""
    lon = lat = None
    if row.x is not None:
        lon, lat = lon_lat(row.x, row.y)
    return Hit(row.kind, row.id, row.title, row.detail, row.mark, row.parcel_id, lon, lat)
