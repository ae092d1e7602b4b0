"""The import against plain COPY of the same rows into the same tables, and what the journal itself costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import numpy as np
import pyogrio.raw
from sqlalchemy import Connection, text

from bench.pairs import load
from bench.report import Line
from bench.subject import Subject, of_database
from landdb import schema
from landdb.actor import system_actor
from landdb.config import Settings
from landdb.db import make_engine, transaction
from landdb.demo.load import name_offices, seed_reference

DATABASE = "landdb_bench_import"
OFFICE = "CT"
SRID = 910500
TIMES_COPY = 1.5
ABOVE_MB = 350
#: What an import of parcels fills, in the order of their foreign keys.
TABLES = (
    "unit", "custody", "file", "source", "source_file", "sheet", "parcel", "parcel_version", "land_use",
)  # fmt: skip
MAPPING = """
[crs]
srid = 910500

[sheet]
number = { column = "to_so" }
commune = { column = "ma_xa" }

[parcel]
number = { column = "thua_so" }
legal_area = { column = "dien_tich" }

[[land_use]]
code = { column = "loai_dat" }
"""
# Both zones are brought into one, as a file has one; sheets are numbered anew within today's commune.
ROWS = text(
    "SELECT dense_rank() OVER (PARTITION BY a.code ORDER BY v.sheet_id)::text AS to_so,"
    " v.number AS thua_so, a.code AS ma_xa, v.legal_area_m2::text AS dien_tich,"
    " split_part(v.use_label, '+', 1) AS loai_dat, ST_AsBinary(ST_Transform(v.geom, :srid)) AS wkb"
    " FROM parcel_version AS v JOIN admin_unit AS a ON a.id = v.commune_id"
    " WHERE v.lifespan_end IS NULL AND v.legal_area_m2 IS NOT NULL"
    " ORDER BY a.code, v.sheet_id, v.number LIMIT :count"
)
FIELDS = ("to_so", "thua_so", "ma_xa", "dien_tich", "loai_dat")


def measure(subject: Subject, count: int) -> Iterator[Line]:
    """Measure an import of ``count`` rows, COPY of what it made, and the same without the journal."""
    folder = subject.settings.state_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    file, mapping = folder / f"{count}.gpkg", folder / "mapping.toml"
    mapping.write_text(MAPPING, "utf-8")
    if not file.exists():
        write_file(subject, file, count)
    with fresh_database(subject.settings) as target:
        ours = run_import(target, file, mapping, folder)
        click.echo(f"import of {count}: {ours}", err=True)
        for name in TABLES:
            export(target, name, folder)
    with fresh_database(subject.settings) as target:
        copied = copy_in(target, folder)
    with fresh_database(subject.settings) as target:
        set_journal(target, "DISABLE")
        without = copy_in(target, folder)
    for name in TABLES:
        (folder / f"{name}.copy").unlink()
    yield against_copy(int(ours["rows"]), ours["seconds"], copied)
    yield memory(int(ours["rows"]), ours["above_mb"])
    yield journal(int(ours["rows"]), copied, without)


def against_copy(rows: int, seconds: float, copied: float) -> Line:
    """Return the line of the import itself."""
    ratio = seconds / copied
    return Line(
        f"import of {rows:,} parcels, all checks",
        f"import {seconds:.1f} s, COPY {copied:.1f} s",
        f"{ratio:.2f} × COPY, {rows / seconds:,.0f} parcels/s",
        f"≤ {TIMES_COPY} × COPY of the same rows, same triggers and indexes",
        ratio <= TIMES_COPY,
        load(),
    )


def memory(rows: int, above_mb: float) -> Line:
    """Return the line of the import's memory."""
    return Line(
        f"memory of that import of {rows:,}",
        f"peak {above_mb:.0f} MB above the start",
        f"{above_mb:.0f} MB",
        f"≤ {ABOVE_MB} MB, flat in the number of rows",
        above_mb <= ABOVE_MB,
        load(),
    )


def journal(rows: int, copied: float, without: float) -> Line:
    """Return the line of what the journal costs."""
    return Line(
        f"the journal's own cost, {rows:,} parcels",
        f"COPY with it {copied:.1f} s, without {without:.1f} s",
        f"{copied / without:.1f} ×",
        "≤ 3 ×",
        copied / without <= 3,
        load(),
    )


def write_file(subject: Subject, file: Path, count: int) -> None:
    """Write a GeoPackage of live parcels of the sample, in one zone, as a survey would hand it in."""
    with subject.engine.connect() as connection:
        rows = connection.execute(ROWS, {"srid": SRID, "count": count}).all()
    part = file.with_suffix(".part.gpkg")
    # The system is stated by the mapping, as with many a file an office is handed.
    warnings.filterwarnings("ignore", "'crs' was not provided")
    pyogrio.raw.write(
        part,
        np.array([bytes(row.wkb) for row in rows], dtype=object),
        [np.array([getattr(row, name) for row in rows], dtype=object) for name in FIELDS],
        list(FIELDS),
        geometry_type="MultiPolygon",
        driver="GPKG",
        layer="thua_dat",
    )
    part.rename(file)


@contextmanager
def fresh_database(settings: Settings) -> Iterator[Settings]:
    """Make a database with nothing but reference data and the offices of the sample."""
    target = of_database(settings, DATABASE)
    drop(target)
    schema.bootstrap(target.admin_url, DATABASE)
    schema.migrate(target.migrator_url)
    engine, owner = make_engine(target.database_url), make_engine(target.migrator_url)
    seed_reference(engine)
    name_offices(owner)
    engine.dispose()
    owner.dispose()
    with schema.autocommit(target.admin_url, DATABASE) as connection:
        connection.exec_driver_sql("CHECKPOINT")
    yield target
    drop(target)


def drop(target: Settings) -> None:
    """Drop the database of the last import."""
    with schema.autocommit(target.admin_url, "postgres") as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def run_import(target: Settings, file: Path, mapping: Path, folder: Path) -> dict[str, float]:
    """Import a file in a process of its own; return what it says."""
    kept = folder / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    command = [
        sys.executable, "-m", "bench.importer", target.database_url, OFFICE, str(file), str(mapping), str(kept),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    shutil.rmtree(kept, ignore_errors=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def columns(connection: Connection, table: str) -> str:
    """Return the columns that a COPY may fill: not those the database makes."""
    found = connection.scalars(
        text(
            "SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_name = :table"
            " AND table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'"
            " ORDER BY ordinal_position"
        ),
        {"table": table},
    )
    return ", ".join(found)


def export(target: Settings, table: str, folder: Path) -> None:
    """Write the rows of a table as COPY's own binary format, the quickest there is to read."""
    with make_engine(target.admin_url).connect() as connection:
        listed = columns(connection, table)
        driver = connection.connection.driver_connection
        with driver.cursor() as cursor, (folder / f"{table}.copy").open("wb") as stream:  # type: ignore[union-attr]
            cursor.copy_expert(f"COPY {table} ({listed}) TO STDOUT (FORMAT binary)", stream)


def copy_in(target: Settings, folder: Path) -> float:
    """COPY the exported rows in one transaction, by the application's role; return the seconds."""
    engine = make_engine(target.database_url)
    with engine.connect() as connection:
        listed = {table: columns(connection, table) for table in TABLES}
    begun = time.perf_counter()
    with transaction(engine, system_actor("import", OFFICE)) as session:
        driver = session.connection().connection.driver_connection
        for table in TABLES:
            with driver.cursor() as cursor, (folder / f"{table}.copy").open("rb") as stream:  # type: ignore[union-attr]
                cursor.copy_expert(
                    f"COPY {table} ({listed[table]}) FROM STDIN (FORMAT binary)", stream, 1 << 20
                )
    seconds = time.perf_counter() - begun
    engine.dispose()
    return seconds


def set_journal(target: Settings, state: str) -> None:
    """Switch the journal's trigger of every table that the import fills."""
    owner = make_engine(target.migrator_url)
    with owner.begin() as connection:
        found = text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'journal_row'")
        for table in connection.scalars(found).all():
            connection.exec_driver_sql(f"ALTER TABLE {table} {state} TRIGGER journal_row")
    owner.dispose()
