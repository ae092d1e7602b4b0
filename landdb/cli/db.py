"""``landdb db``: make, migrate and look at the database; start and stop the private cluster."""

from __future__ import annotations

import click
from sqlalchemy import make_url

from landdb import schema
from landdb.cli import cluster
from landdb.config import Settings
from landdb.db import make_engine


@click.group()
def commands() -> None:
    """Cơ sở dữ liệu: tạo, nâng cấp, khởi động. / The database: make, migrate, start."""


@commands.command()
def bootstrap() -> None:
    """Tạo vai trò, cơ sở dữ liệu và phần mở rộng. / Make roles, database and extensions."""
    settings = Settings.from_env()
    schema.bootstrap(settings.admin_url, make_url(settings.database_url).database or "landdb")


@commands.command()
def migrate() -> None:
    """Đưa lược đồ lên bản mới nhất. / Bring the schema to the newest revision."""
    settings = Settings.from_env()
    schema.migrate(settings.migrator_url)
    show_revision(settings)


@commands.command()
def revision() -> None:
    """Cho biết lược đồ đang ở bản nào. / Tell the revision of the schema."""
    show_revision(Settings.from_env())


def show_revision(settings: Settings) -> None:
    """Print the revision of the database beside the newest one known here."""
    found, newest = schema.revisions(make_engine(settings.migrator_url))
    click.echo(f"Lược đồ / schema: {found or '-'} (mới nhất / newest: {newest})")


for private in (cluster.start, cluster.stop, cluster.status):
    commands.add_command(private)
