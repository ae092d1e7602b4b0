"""Statements planned once a connection: planning a card or a tile can cost more than running it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.orm import Session

#: A bound name, and no cast: ``:west`` but not ``::text``.
BOUND = re.compile(r"(?<!:):([a-z_]+)\b")
#: A session, or the lighter connection of one statement alone.
Reader = Session | Connection
#: Under this key a connection of the pool remembers what was prepared on it.
KNOWN = "landdb.prepared"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as PREPARE takes it: ``$1`` and so on, with the type of each."""

    name: str
    making: str
    running: str
    order: tuple[str, ...]


def prepared(name: str, statement: str, types: Mapping[str, str]) -> Prepared:
    """Return a statement ready to be prepared.

    Parameters
    ----------
    name
        One name a statement within a connection.
    statement
        With values bound as ``:name``.
    types
        The PostgreSQL type of each bound name, all of them used.
    """
    order = tuple(types)
    places = {bound: f"${place}" for place, bound in enumerate(order, 1)}
    numbered = BOUND.sub(lambda found: places[found[1]], statement)
    making = f"PREPARE {name} ({', '.join(types.values())}) AS {numbered}"
    running = f"EXECUTE {name} ({', '.join(['%s'] * len(order))})"
    return Prepared(name, making, running, order)


def run(reader: Reader, what: Prepared, values: Mapping[str, object]) -> CursorResult[Any]:
    """Run a prepared statement, preparing it when this connection sees it for the first time.

    A prepared statement belongs to the connection and outlives its transactions, rolled back ones too.
    """
    connection = reader.connection() if isinstance(reader, Session) else reader
    known: set[str] = connection.info.setdefault(KNOWN, set())
    if what.name not in known:
        connection.exec_driver_sql(what.making, execution_options={"no_parameters": True})
        known.add(what.name)
    return connection.exec_driver_sql(what.running, tuple(values[name] for name in what.order))
