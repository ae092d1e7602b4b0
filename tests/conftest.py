"""Real databases for tests: one template a run, built by the migrations, and cheap copies of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from landdb import schema
from landdb.actor import Actor
from landdb.db import make_engine, set_actor
from tests.factories import ALL_ROLES, seed_offices

ADMIN_URL = "LANDDB_ADMIN_URL"


@dataclass(frozen=True, slots=True)
class Database:
    """A database of its own: the URLs of its three roles."""

    name: str
    admin_url: str

    def url(self, role: str) -> str:
        """Return the URL of this database for a role of the cluster."""
        return (
            make_url(self.admin_url).set(database=self.name, username=role).render_as_string(False)
        )

    @property
    def app_url(self) -> str:
        """The application's URL: landdb_app owns nothing."""
        return self.url(schema.APPLICATION)

    @property
    def migrator_url(self) -> str:
        """The owner's URL."""
        return self.url(schema.OWNER)


@pytest.fixture(scope="session")
def admin_url() -> str:
    """The cluster tests run on; ``./run test`` names it."""
    url = os.environ.get(ADMIN_URL)
    if not url:
        pytest.fail(f"{ADMIN_URL} is not set: start the tests with ./run test")
    return url


@pytest.fixture(scope="session")
def template(admin_url: str) -> Iterator[Database]:
    """A migrated database with the offices of the tests, which nobody connects to again."""
    made = Database(f"landdb_test_{uuid4().hex[:12]}", admin_url)
    schema.bootstrap(admin_url, made.name)
    schema.migrate(made.migrator_url)
    engine = make_engine(made.app_url)
    seed_offices(engine)
    engine.dispose()
    yield made
    drop(made)


@contextmanager
def copy_of(template: Database) -> Iterator[Database]:
    """Make a copy of the template and drop it afterwards."""
    made = Database(f"{template.name}_{uuid4().hex[:8]}", template.admin_url)
    with schema.autocommit(template.admin_url, "postgres") as connection:
        schema.create_database(connection, made.name, template.name)
    with schema.autocommit(template.admin_url, made.name) as connection:
        schema.prepare_database(connection, made.name)
    yield made
    drop(made)


def drop(made: Database) -> None:
    """Drop a test database, whoever is still connected."""
    with schema.autocommit(made.admin_url, "postgres") as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{made.name}" WITH (FORCE)')


@pytest.fixture
def database(template: Database) -> Iterator[Database]:
    """A database of its own for a test that needs real commits: jobs, seal, locks, imports."""
    with copy_of(template) as made:
        yield made


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """The application's engine on a database of the test's own."""
    made = make_engine(database.app_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def shared_engine(template: Database) -> Iterator[Engine]:
    """The application's engine on one database for all savepoint tests of a run."""
    with copy_of(template) as made:
        engine = make_engine(made.app_url)
        yield engine
        engine.dispose()


@pytest.fixture
def actor() -> Actor:
    """An officer of branch B01 with every role, so that a test states only what it denies."""
    return Actor(
        "00000000-0000-7000-8000-0000000000b1", "Cán bộ thử", "CT.B01", frozenset(ALL_ROLES)
    )


@pytest.fixture
def session(shared_engine: Engine, actor: Actor) -> Iterator[Session]:
    """A session inside a transaction that is rolled back; commits inside are savepoints.

    Deferred constraints do not fire by themselves here (``SET CONSTRAINTS ALL IMMEDIATE``), and the
    whole test is one transaction: seals, jobs and locks are tested on ``engine``.
    """
    with shared_engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as opened:
            set_actor(opened, actor)
            yield opened
        outer.rollback()


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real cadastral files, which stay outside the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    found = Path(os.environ.get("LANDDB_SAMPLES", beside))
    if not found.is_dir():
        pytest.skip(f"no sample files: set LANDDB_SAMPLES (looked in {found.name})")
    return found
