"""Makes the database and brings it to the newest revision.

``bootstrap`` needs a superuser once: roles, database, extensions. ``migrate`` runs as the owner.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, make_url, text

import migrations
from landdb.db import make_engine

OWNER = "landdb_migrator"
APPLICATION = "landdb_app"
#: postgis: geometry; btree_gist: exclusion of overlapping lifespans; pg_trgm: ranked names.
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")


def bootstrap(admin_url: str, database: str) -> None:
    """Make the roles, the database and its extensions, where they are missing.

    The application's role owns nothing; the owner may add rows to ``spatial_ref_sys``, which belongs
    to the extension, because our coordinate systems are put in by a migration.
    """
    with autocommit(admin_url, "postgres") as connection:
        for role in (OWNER, APPLICATION):
            create_role(connection, role)
        exists = connection.scalar(
            text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}
        )
        if not exists:
            create_database(connection, database)
    with autocommit(admin_url, database) as connection:
        prepare_database(connection, database)


def create_role(connection: Connection, role: str) -> None:
    """Make a role that may log in and nothing more, unless it is there."""
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
        connection.exec_driver_sql(f'CREATE ROLE "{role}" LOGIN')


def create_database(connection: Connection, database: str, template: str = "template0") -> None:
    """Make a UTF-8 database; the locale is C.UTF-8 so that no upgrade of glibc reorders an index."""
    connection.exec_driver_sql(
        f'CREATE DATABASE "{database}" OWNER "{OWNER}" TEMPLATE "{template}"'
        + (" ENCODING 'UTF8' LOCALE 'C.UTF-8'" if template == "template0" else "")
    )


def prepare_database(connection: Connection, database: str) -> None:
    """Add the extensions and the grants that only a superuser can give."""
    for extension in EXTENSIONS:
        connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for statement in (
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO "{OWNER}", "{APPLICATION}"',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f'GRANT USAGE, CREATE ON SCHEMA public TO "{OWNER}"',
        f'GRANT USAGE ON SCHEMA public TO "{APPLICATION}"',
        f'GRANT SELECT, INSERT, UPDATE ON spatial_ref_sys TO "{OWNER}"',
    ):
        connection.exec_driver_sql(statement)


def autocommit(url: str, database: str) -> Connection:
    """Return a connection outside transactions, as CREATE DATABASE asks for."""
    target: URL = make_url(url).set(database=database)
    engine = make_engine(target.render_as_string(hide_password=False), poolclass=NullPool)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def configuration() -> Config:
    """Return alembic's configuration for our revisions."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def migrate(migrator_url: str) -> None:
    """Bring the database to the newest revision; all or nothing per revision, one at a time."""
    engine = make_engine(migrator_url)
    with engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """Return the revision of the database (None when empty) and the newest one known here."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), head
