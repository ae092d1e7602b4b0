"""The migrations make the schema that the models and the frozen SQL describe."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Engine, NullPool, make_url, text
from sqlalchemy.orm import Session

import migrations
from landdb import schema
from landdb.actor import system_actor
from landdb.db import make_engine, transaction
from landdb.tables import METADATA
from tests.conftest import Database, drop
from tests.factories import (
    make_baunit,
    make_certificate,
    make_dossier,
    make_parcel,
    make_party,
    make_rrr,
)

B01 = system_actor("import", "CT.B01")
#: Tables that are local to a node or derived, and so not under the journal.
LOCAL = {
    "access_log", "account", "file", "journal", "journal_pending", "journal_seal", "node", "node_office",
    "party_name_key", "record_head", "role_grant", "sign_in_failure", "tile_overview", "tile_touch",
    "unit", "web_session",
}  # fmt: skip


def ours(obj: object, name: str, type_: str, reflected: bool, other: object) -> bool:
    if type_ == "table" and name.startswith("procrastinate_"):
        return False
    return bool(alembic_helpers.include_object(obj, name, type_, reflected, other))


def test_empty_to_head_equals_the_models(database: Database) -> None:
    with make_engine(database.migrator_url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_every_table_is_under_the_journal_or_named_as_local(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        kept = set(
            connection.scalars(
                text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'journal_row'")
            )
        )
    assert kept | LOCAL == set(METADATA.tables)
    assert not kept & LOCAL


def test_every_journalled_table_is_guarded_whole(shared_engine: Engine) -> None:
    guards = {"journal_row", "raise_version", "refuse_delete", "refuse_truncate"}
    with shared_engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT tgrelid::regclass::text AS tab, array_agg(tgname::text) AS names"
                " FROM pg_trigger WHERE NOT tgisinternal GROUP BY 1"
            )
        )
        found = {row.tab: set(row.names) for row in rows}
    for table in set(METADATA.tables) - LOCAL:
        assert guards <= found[table], table


def test_no_column_of_the_register_is_a_float(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        floats = connection.scalars(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type IN ('real', 'double precision')"
                " AND table_name = ANY(:tables)"
            ),
            {"tables": list(METADATA.tables)},
        ).all()
    assert floats == []


def test_functions_find_their_names_under_an_empty_search_path(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        loose = connection.scalars(
            text(
                "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND p.proname NOT LIKE 'procrastinate%'"
                " AND NOT coalesce(p.proconfig::text LIKE '%search_path%', false)"
            )
        ).all()
    assert loose == []


def test_the_application_owns_nothing_and_deletes_no_record(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        owned, deletable = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM pg_class WHERE relowner = 'landdb_app'::regrole),"
                " (SELECT array_agg(c.relname::text) FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid"
                "  WHERE t.tgname = 'journal_row' AND has_table_privilege('landdb_app', c.oid, 'DELETE'))"
            )
        ).one()
    assert (owned, deletable) == (0, None)


def test_a_second_migration_changes_nothing(database: Database) -> None:
    schema.migrate(database.migrator_url)
    engine = make_engine(database.migrator_url, poolclass=NullPool)
    found, newest = schema.revisions(engine)
    assert found == newest


def test_revisions_do_not_lean_on_the_models() -> None:
    for revision in (Path(migrations.__file__).parent / "versions").glob("*.py"):
        assert "landdb" not in revision.read_text("utf-8").split("def upgrade")[0].split('"""')[-1]


@pytest.mark.parametrize(
    ("srid", "x_north", "y_east", "lat", "lon"),
    [
        (910530, "1061500.000", "552800.000", 9.598595442, 105.982825862),
        (910500, "1061616.788", "607684.385", 9.598595442, 105.982825862),
        (910500, "1109000.000", "585500.000", 10.027507837, 105.781736963),
        (910545, "1191500.000", "603500.000", 10.772909809, 106.698169624),
        (910500, "2326000.000", "588700.000", 21.025375937, 105.855221699),
        (910545, "2308000.000", "597000.000", 20.862374432, 106.684052881),
        (910815, "1255172.510", "568262.924", 11.349358047, 108.877201144),
    ],
)
def test_check_points_of_the_official_datum_shift_hold_in_postgis(
    shared_engine: Engine, srid: int, x_north: str, y_east: str, lat: float, lon: float
) -> None:
    with shared_engine.connect() as connection:
        got = connection.execute(
            text(
                "SELECT ST_Y(p) AS lat, ST_X(p) AS lon FROM ST_Transform(ST_SetSRID(ST_MakePoint("
                "cast(:east AS float8), cast(:north AS float8)), :srid), 4326) AS p"
            ),
            {"east": y_east, "north": x_north, "srid": srid},
        ).one()
    assert got.lat == pytest.approx(lat, abs=1e-8)
    assert got.lon == pytest.approx(lon, abs=1e-8)


def fill(engine: Engine) -> None:
    """Write a row into each kind of table, so that a restore has something to lose."""
    with transaction(engine, B01) as session:
        parcel = make_parcel(session)
        party = make_party(session, cccd="000199000001")
        baunit = make_baunit(session, parcel)
        make_rrr(session, baunit, (party, 1, 1))
        make_certificate(session, baunit, parcels=(parcel,), holders=(party,))
        make_dossier(session, parcel)


def digests(engine: Engine) -> dict[str, str]:
    """Return a digest of every table, its rows in any order, geometry by its bytes."""
    found = {}
    with Session(engine) as session:
        for name, table in METADATA.tables.items():
            columns = ", ".join(
                f"{c.name}::bytea" if c.name.startswith("geom") else c.name for c in table.columns
            )
            rows = session.execute(text(f"SELECT ROW({columns})::text FROM {name}")).scalars()  # noqa: S608
            joined = "\n".join(sorted(rows))
            found[name] = hashlib.sha256(joined.encode()).hexdigest()
    return found


@pytest.fixture
def restored(database: Database, tmp_path: Path) -> Iterator[Database]:
    """A database that pg_restore made from pg_dump's file of ``database``."""
    engine = make_engine(database.app_url)
    fill(engine)
    engine.dispose()
    made = Database(f"{database.name}_back", database.admin_url)
    with schema.autocommit(database.admin_url, "postgres") as connection:
        schema.create_database(connection, made.name)
    dump = tmp_path / "whole.dump"
    postgres("pg_dump", database, "--format=custom", f"--file={dump}", database.name)
    postgres("pg_restore", database, "--exit-on-error", f"--dbname={made.name}", str(dump))
    yield made
    drop(made)


def postgres(program: str, database: Database, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs of the server's version on the test cluster."""
    url = make_url(database.admin_url)
    host = url.query.get("host", url.host)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = str(versions[-1]) if versions else shutil.which(program)
    assert found, program
    subprocess.run(
        [found, f"--host={host}", f"--username={url.username}", *arguments],
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
    )


def test_a_dumped_and_restored_database_is_the_same_to_the_bit(
    database: Database, restored: Database
) -> None:
    before = digests(make_engine(database.url("postgres"), poolclass=NullPool))
    after = digests(make_engine(restored.url("postgres"), poolclass=NullPool))
    assert before == after


def test_a_restored_database_goes_on_working(restored: Database) -> None:
    engine = make_engine(restored.app_url)
    with transaction(engine, B01) as session:
        version = make_parcel(
            session, number="346", ring=((585600, 1109000), (585600, 1109020), (585620, 1109020))
        )
        assert version.geom_web is not None
    engine.dispose()
