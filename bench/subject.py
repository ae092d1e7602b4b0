"""The database that is measured: a sample province of its own, and what is drawn from it by a fixed seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from uuid import UUID

import click
from click.testing import CliRunner
from sqlalchemy import URL, Engine, make_url, text

from gis.tiles import Tile, tile_at
from landdb import schema
from landdb.config import Settings
from landdb.db import make_engine, reading
from landdb.tiles.services import build_overview

DATABASE = "landdb_bench"
SEED = 20261122

# What tipg is given: the same rows and the same fields, on the stored Web Mercator geometry.
VIEWS = (
    "CREATE SCHEMA IF NOT EXISTS bench",
    "CREATE OR REPLACE VIEW bench.parcels AS SELECT feature_id AS id, use_label AS use, geom_web AS geom"
    " FROM parcel_version WHERE lifespan_end IS NULL",
    "CREATE OR REPLACE VIEW bench.labelled_parcels AS SELECT v.feature_id AS id, v.use_label AS use,"
    " sheet.number || '/' || v.number AS so, v.geom_web AS geom"
    " FROM parcel_version AS v JOIN sheet ON sheet.id = v.sheet_id WHERE v.lifespan_end IS NULL",
    # The same again in metres, as a table that keeps no Web Mercator would be served. In UTM: tipg serves no
    # system that is not in PROJ's own list.
    "CREATE MATERIALIZED VIEW IF NOT EXISTS bench.metric_parcels AS SELECT v.feature_id AS id, v.use_label AS use,"
    " sheet.number || '/' || v.number AS so,"
    " ST_Transform(v.geom, 32648)::geometry(MultiPolygon, 32648) AS geom"
    " FROM parcel_version AS v JOIN sheet ON sheet.id = v.sheet_id WHERE v.lifespan_end IS NULL",
    "CREATE INDEX IF NOT EXISTS ix_metric_parcels_geom ON bench.metric_parcels USING gist (geom)",
    f"GRANT USAGE ON SCHEMA bench TO {schema.APPLICATION}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA bench TO {schema.APPLICATION}",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The measured database: its three roles' URLs, its size, and an engine of the application."""

    settings: Settings
    engine: Engine
    parcels: int

    @property
    def url(self) -> URL:
        """The application's URL."""
        return make_url(self.settings.database_url)


def of_database(settings: Settings, name: str) -> Settings:
    """Return the settings with all three URLs on another database."""
    database, migrator, admin = (
        make_url(url).set(database=name).render_as_string(False)
        for url in (settings.database_url, settings.migrator_url, settings.admin_url)
    )
    return replace(settings, database_url=database, migrator_url=migrator, admin_url=admin)


def prepared(settings: Settings, parcels: int) -> Subject:
    """Return the measured database; make and fill it when it is not there, which takes long."""
    own = of_database(settings, DATABASE)
    schema.bootstrap(own.admin_url, DATABASE)
    schema.migrate(own.migrator_url)
    engine = make_engine(own.database_url)
    if not live_parcels(engine):
        click.echo(f"Loading {parcels} parcels into {DATABASE}.", err=True)
        load_sample(own, parcels)
    with schema.autocommit(own.admin_url, DATABASE) as connection:
        for statement in VIEWS:
            connection.exec_driver_sql(statement)
    with reading(engine) as session:
        is_drawn = session.scalar(text("SELECT EXISTS (SELECT FROM tile_overview)"))
    if not is_drawn:
        build_overview(engine)
    with schema.autocommit(own.admin_url, DATABASE) as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return Subject(own, engine, live_parcels(engine))


def live_parcels(engine: Engine) -> int:
    """Return the number of live parcels."""
    with reading(engine) as session:
        counted = text("SELECT count(*) FROM parcel_version WHERE lifespan_end IS NULL")
        return int(session.scalar(counted) or 0)


def load_sample(settings: Settings, parcels: int) -> None:
    """Load the sample province by the command that everybody uses."""
    from landdb.cli.demo import commands

    environment = {
        "LANDDB_DATABASE_URL": settings.database_url,
        "LANDDB_MIGRATOR_URL": settings.migrator_url,
        "LANDDB_ADMIN_URL": settings.admin_url,
    }
    CliRunner(env=environment).invoke(
        commands, ["load", "--parcels", str(parcels)], catch_exceptions=False
    )


def sampled_parcels(subject: Subject, count: int, office: str | None = None) -> list[UUID]:
    """Return live parcels, always the same ones, of one office's custody or of all."""
    found = text(
        "SELECT v.parcel_id FROM parcel_version AS v TABLESAMPLE SYSTEM (2) REPEATABLE (:seed)"
        " JOIN custody AS c ON c.unit_id = v.parcel_id"
        " WHERE v.lifespan_end IS NULL AND (CAST(:office AS text) IS NULL OR c.office_id = :office)"
        " ORDER BY v.parcel_id"
    )
    with reading(subject.engine) as session:
        ids = list(session.scalars(found, {"seed": SEED, "office": office}))
    return drawn(ids, count)


def drawn(things: list[UUID], count: int) -> list[UUID]:
    """Return some of many, by the seed."""
    chooser = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    return chooser.sample(things, min(count, len(things)))


def sampled_tiles(subject: Subject, zoom: int, count: int) -> list[Tile]:
    """Return tiles around parcels drawn by the seed, each once."""
    middle = text(
        "SELECT ST_X(c) AS x, ST_Y(c) AS y FROM parcel_version AS v,"
        " LATERAL ST_Centroid(ST_Envelope(v.geom_web)) AS c"
        " WHERE v.parcel_id = ANY (:ids) AND v.lifespan_end IS NULL ORDER BY v.parcel_id"
    )
    with reading(subject.engine) as session:
        ids = sampled_parcels(subject, count * 2)
        points = session.execute(middle, {"ids": ids}).all()
    cells = dict.fromkeys(tile_at(point.x, point.y, zoom) for point in points)
    return list(cells)[:count]
