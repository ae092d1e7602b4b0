"""``landdb offices``: the administrative units and offices that a node begins with."""

from __future__ import annotations

from pathlib import Path

import click

from landdb.actor import system_actor
from landdb.config import Settings
from landdb.db import make_engine, transaction
from landdb.keys import read_toml
from landdb.offices.rules import parse_offices
from landdb.offices.services import load_offices, serve_offices
from landdb.reference.codes import load_codes


@click.group()
def commands() -> None:
    """Cơ quan và địa bàn. / Offices and their territory."""


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Nạp đơn vị hành chính, cơ quan, địa bàn và danh mục mã. / Load units, offices and code lists.

    Chỉ thêm phần còn thiếu. / Adds what is missing; what is there stays as it is.
    """
    settings = Settings.from_env()
    stated = parse_offices(read_toml(file))
    first = stated.node_offices or tuple(office.id for office in stated.offices)
    actor = system_actor("migration", first[0] if first else "node")
    with transaction(make_engine(settings.database_url), actor) as session:
        load_codes(session)
        added = load_offices(session, stated)
    if stated.node_name is not None:
        serve_offices(make_engine(settings.migrator_url), stated.node_name, stated.node_offices)
    click.echo(
        f"Đã thêm / added: {added.units} đơn vị hành chính / administrative units,"
        f" {added.offices} cơ quan / offices, {added.jurisdictions} địa bàn / jurisdictions"
    )
