"""``landdb demo``: the sample province, into the database or into files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import Engine, exists, select

from landdb.config import Settings
from landdb.db import make_engine, reading
from landdb.demo.accounts import ACCOUNTS, PASSWORD, make_accounts
from landdb.demo.contents import Contents, contents
from landdb.demo.load import OFFICES, load_demo
from landdb.demo.plan import make_plan
from landdb.tiles.models import TileOverview
from landdb.tiles.services import build_overview

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ADDRESS = "http://127.0.0.1:8000"
COLUMNS = (
    TextColumn("{task.description}", markup=False),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)
#: Kinds of custody units, as a person calls them.
KINDS = {
    "parcel": "Thửa đất",
    "baunit": "Đơn vị đăng ký",
    "party": "Người sử dụng",
    "dossier": "Hồ sơ",
    "sheet": "Tờ bản đồ",
}

parcels_option = click.option(
    "--parcels", default=20_000, show_default=True, help="Số thửa hiện hành. / Parcels of today."
)
seed_option = click.option(
    "--seed",
    default=1,
    show_default=True,
    help="Cùng hạt giống, cùng dữ liệu. / Same seed, same data.",
)


@click.group()
def commands() -> None:
    """Dữ liệu mẫu. / Sample data."""


@commands.command()
@parcels_option
@seed_option
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("du_lieu_mau"),
    show_default=True,
    help="Thư mục ghi tệp. / The folder to write to.",
)
def generate(*, parcels: int, seed: int, folder: Path) -> None:
    """Ghi thửa đất mẫu ra GeoPackage, mỗi múi chiếu một tệp. / Write the land as GeoPackages."""
    # Half of all imports of this command line: only who writes files should wait for them.
    from landdb.demo.files import write_files

    plan = make_plan(parcels, seed)
    with counting("Thửa đất", parcels) as progress:
        files = write_files(plan, folder, progress)
    for file in files:
        click.echo(file)


@commands.command()
@parcels_option
@seed_option
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày của dữ liệu, mặc định hôm nay. / The day the sample stands at, by default today.",
)
def load(*, parcels: int, seed: int, day: datetime | None) -> None:
    """Nạp tỉnh mẫu với đủ giấy tờ, hồ sơ và tài khoản. / Load the province with all its papers.

    Không làm gì nếu đã nạp; không nạp vào nơi có dữ liệu thật. / Does nothing when it is there, and
    refuses a register with real data.
    """
    plan = make_plan(parcels, seed)
    settings = Settings.from_env()
    engine, owner = make_engine(settings.database_url), make_engine(settings.migrator_url)
    started = time.monotonic()
    with counting("Thửa đất mẫu", parcels) as progress:
        outcome = load_demo(engine, owner, plan, now=morning_of(day), progress=progress)
    make_accounts(engine, datetime.now(UTC))
    if outcome.rows:
        rows, seconds = sum(outcome.rows.values()), time.monotonic() - started
        click.echo(f"Đã nạp {rows} dòng trong {seconds:.0f} s. / {rows} rows in {seconds:.0f} s.")
    else:
        click.echo("Dữ liệu mẫu này đã có sẵn. / This sample is here already.")
    if outcome.rows or not has_overview(engine):
        build_overview(engine)
    show(engine)
    engine.dispose()
    owner.dispose()


@commands.command()
def accounts() -> None:
    """In địa chỉ, tài khoản mẫu và số liệu đã nạp. / Print address, accounts and contents."""
    engine = make_engine(Settings.from_env().database_url)
    show(engine)
    engine.dispose()


def morning_of(day: datetime | None) -> datetime:
    """Return nine o'clock in Việt Nam of a day; of today, not later than now.

    A sample of today has dossiers that are due tomorrow; one of a fixed day would grow late.
    """
    now = datetime.now(VIETNAM)
    nine = (day or now).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=VIETNAM)
    return nine if day else min(nine, now)


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal; give the function that moves it on."""
    with Progress(*COLUMNS, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, advance=count)


def has_overview(engine: Engine) -> bool:
    """Tell whether the map has something to show from far."""
    with reading(engine) as session:
        return bool(session.scalar(select(exists().where(TileOverview.id.is_not(None)))))


def show(engine: Engine) -> None:
    """Print what is there and how to look at it."""
    with reading(engine) as session:
        found = contents(session)
    console = Console(highlight=False, width=110)
    if found is None or not found.is_demo:
        console.print("Không có dữ liệu mẫu. / No sample data here.")
        return
    console.print(f"[bold]DỮ LIỆU MẪU[/bold]: {found.node_name}")
    console.print(office_table(found))
    console.print(account_table())
    console.print(f"Mật khẩu chung / password of all: [bold]{PASSWORD}[/bold]")
    console.print(f"Địa chỉ / address: [bold]{ADDRESS}[/bold]")


def office_table(found: Contents) -> Table:
    """Return what each office holds, as a table."""
    table = Table("Cơ quan / office", *KINDS.values(), box=None, title_justify="left")
    for office in found.offices:
        counts = (f"{office.units.get(kind, 0):,}".replace(",", ".") for kind in KINDS)
        table.add_row(office.office_name, *counts)
    return table


def account_table() -> Table:
    """Return the accounts, as a table."""
    table = Table("Tài khoản / account", "Vai trò / role", "Cơ quan / office", box=None)
    for account in ACCOUNTS:
        table.add_row(account.username, account.display_name, OFFICES[account.office_id])
    return table
