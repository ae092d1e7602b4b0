"""``landdb crs``: the coordinate systems in which legal geometry may be kept."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from landdb.actor import system_actor
from landdb.config import Settings
from landdb.custody.queries import node_offices
from landdb.db import make_engine, reading, transaction
from landdb.offices.queries import known_crs
from landdb.offices.services import add_crs, define_srid, defined


@click.group()
def commands() -> None:
    """Hệ toạ độ được dùng. / Coordinate systems in use."""


@commands.command("list")
def show() -> None:
    """Liệt kê các hệ toạ độ. / List the coordinate systems."""
    with reading(make_engine(Settings.from_env().database_url)) as session:
        known = known_crs(session)
    table = Table("SRID", "Tên / Name", "Tính diện tích trong / Areas in")
    for srid, entry in known.items():
        table.add_row(str(srid), entry.crs.name, str(entry.area_crs.srid))
    Console().print(table)


@commands.command()
@click.argument("srid", type=int)
@click.option("--name", required=True, help="Tên cho người đọc. / Name for people.")
@click.option(
    "--area-srid",
    type=int,
    help="Hệ tính bằng mét để tính diện tích; bắt buộc với hệ tính bằng độ. / "
    "Metric system for areas; needed by a system in degrees.",
)
@click.option(
    "--proj4",
    help="Định nghĩa PROJ có +towgs84, khi PostGIS chưa có. / PROJ text with +towgs84, if PostGIS has none.",
)
def add(srid: int, name: str, area_srid: int | None, proj4: str | None) -> None:
    """Thêm một hệ toạ độ. / Add a coordinate system."""
    settings = Settings.from_env()
    if proj4 is not None:
        define_srid(make_engine(settings.migrator_url), defined(srid, proj4, name))
    engine = make_engine(settings.database_url)
    with reading(engine) as session:
        offices = node_offices(session)
    # Before the first office is loaded the node itself acts.
    actor = system_actor("migration", offices[0] if offices else "node")
    with transaction(engine, actor) as session:
        crs = add_crs(session, srid, name, area_srid=area_srid, proj4=proj4)
    click.echo(f"{crs.srid} {crs.name}: {crs.proj4}")
