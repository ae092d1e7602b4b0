"""The one engine of this process, kept by the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask, current_app

from landdb import db
from landdb.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session


def add_engine(app: Flask, url: str) -> None:
    """Give the application its engine. A worker answers one request at a time, so few connections."""
    app.extensions["landdb.engine"] = db.make_engine(url, pool_size=2, max_overflow=2)
    app.extensions["landdb.glancing"] = db.make_glancing_engine(url, pool_size=1, max_overflow=3)


def close_engines(app: Flask) -> None:
    """Close the application's connections; a server does it by ending."""
    for name in ("landdb.engine", "landdb.glancing"):
        app.extensions[name].dispose()


def engine() -> Engine:
    """Return the engine of the current application."""
    found: Engine = current_app.extensions["landdb.engine"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """Open the read-only transaction of a request that shows something."""
    with db.reading(engine()) as session:
        yield session


@contextmanager
def glancing() -> Iterator[Connection]:
    """Take a connection for single reads: for what is asked for by the dozen and asked for again."""
    with db.glancing(current_app.extensions["landdb.glancing"]) as connection:
        yield connection


@contextmanager
def writing(actor: Actor) -> Iterator[Session]:
    """Open the transaction of a request that changes something."""
    with db.transaction(engine(), actor) as session:
        yield session
