"""A database with nothing but the schema, for what brings its own offices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from landdb import schema
from tests.conftest import Database, drop


@contextmanager
def bare_database(admin_url: str) -> Iterator[Database]:
    """Make an empty register and drop it afterwards."""
    made = Database(f"landdb_test_{uuid4().hex[:12]}", admin_url)
    schema.bootstrap(admin_url, made.name)
    schema.migrate(made.migrator_url)
    yield made
    drop(made)
