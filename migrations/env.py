"""Alembic's entry: one lock, short timeouts, and the spatial types of GeoAlchemy2."""

from __future__ import annotations

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

from landdb import tables
from landdb.db import make_engine

#: Two migrations at once would deadlock; the number is arbitrary and only ours.
MIGRATION_LOCK = 7_305_112_001


def run(connection: Connection) -> None:
    """Upgrade or compare on one connection, under the lock, with a lock timeout for busy tables."""
    context.configure(
        connection=connection,
        target_metadata=tables.METADATA,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.execute(
            text(
                "SELECT set_config('landdb.actor', 'system:migration', false),"
                " set_config('landdb.office', 'node', false)"
            )
        )
        context.run_migrations()


def include_object(
    obj: object, name: str | None, type_: str, reflected: bool, other: object
) -> bool:
    """Compare only our own tables: not PostGIS's, not the queue's."""
    if type_ == "table" and name is not None and name.startswith("procrastinate_"):
        return False
    return bool(alembic_helpers.include_object(obj, name, type_, reflected, other))


if "connection" in context.config.attributes:
    run(context.config.attributes["connection"])
else:
    with make_engine(context.config.get_main_option("sqlalchemy.url") or "").connect() as opened:
        run(opened)
        opened.commit()
