"""``landdb parcels import``: parcels from a file, with a progress bar and a report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import Engine

from landdb.actor import system_actor
from landdb.config import Settings
from landdb.custody.queries import node_offices
from landdb.db import make_engine, reading
from landdb.errors import RuleBroken
from landdb.messages import sentence
from landdb.parcels.importing import VIETNAM, Options, Report, import_file
from landdb.parcels.mapping import read_mapping

COLUMNS = (
    TextColumn("{task.description}", markup=False),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


@click.group()
def commands() -> None:
    """Nhập thửa đất từ tệp. / Parcels from files."""


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    required=True,
    help="Tệp ánh xạ cột (docs/howto/import.md). / The mapping of columns.",
)
@click.option(
    "--office", help="Cơ quan quản lý các thửa được nhập. / The office that will hold them."
)
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Nhập phần hợp lệ dù có thửa bị từ chối. / Load what passes though some are refused.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ thử, không ghi. / Try it, write nothing.")
@click.option(
    "--refused",
    type=click.Path(path_type=Path),
    help="Nơi ghi GeoPackage các thửa bị từ chối. / Where to write the refused features.",
)
def import_parcels(
    *,
    file: Path,
    map_file: Path,
    office: str | None,
    accept_partial: bool,
    dry_run: bool,
    refused: Path | None,
) -> None:
    """Nhập thửa đất từ GeoPackage, Shapefile, GeoJSON, FlatGeobuf hoặc GML. / Load parcels of a file.

    Tất cả hoặc không gì cả: một thửa bị từ chối thì cả tệp không được nhập, trừ khi có
    --accept-partial. / All or nothing: one refused feature keeps the file out, unless --accept-partial.
    """
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    mapping = read_mapping(map_file)
    now = datetime.now(UTC)
    with Progress(*COLUMNS, console=Console(stderr=True)) as progress:
        task = progress.add_task(file.name, total=None)
        options = Options(
            settings.state_dir,
            now,
            accept_partial=accept_partial,
            dry_run=dry_run,
            refused=refused or default_refused(file, now),
            watch=lambda read, total: progress.update(task, completed=read, total=total),
        )
        actor = system_actor("import", chosen_office(engine, office))
        report = import_file(engine, actor, file, mapping, options)
    show(report, options)
    if report.refused and not report.is_committed:
        raise SystemExit(1)


def default_refused(file: Path, now: datetime) -> Path:
    """Name the GeoPackage of refused features: in the working folder, never an existing file."""
    return Path(f"{file.stem}_bi_tu_choi_{now.astimezone(VIETNAM):%Y%m%d_%H%M%S}.gpkg")


def chosen_office(engine: Engine, office: str | None) -> str:
    """Return the office asked for, or the only one of this node.

    IMP-08 when none is named and there are several, or when another node serves the one named.
    """
    with reading(engine) as session:
        offices = node_offices(session)
    if office is not None and (office in offices or not offices):
        return office
    if office is not None or len(offices) != 1:
        raise RuleBroken("IMP-08", offices=", ".join(offices) or "-")
    return offices[0]


def show(report: Report, options: Options) -> None:
    """Print the report, Vietnamese first."""
    console = Console(highlight=False)
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    unit = "°" if report.is_geographic else " m"
    made, known = report.sheets_made, report.sheets_known
    for label, value in (
        ("Tệp / File", f"{report.file} ({report.driver})"),
        ("SHA-256", report.sha256),
        ("Hệ toạ độ / System", f"{report.crs_name}; diện tích / areas: {report.area_crs_name}"),
        ("Đã đọc / Read", f"{report.read:,}"),
        ("Đã nhập / Loaded", f"{report.loaded:,}"),
        ("Bị từ chối / Refused", f"{report.refused:,}"),
        ("Tờ bản đồ / Sheets", f"{made:,} mới / new, {known:,} đã có / known"),
        ("Không có diện tích / No area", f"{report.without_area:,}"),
        ("Làm tròn lớn nhất / Largest move", move_text(report, unit)),
    ):
        table.add_row(label, value)
    console.print(table)
    for finding in report.remarks:
        console.print(sentence(finding.message_code, "vi", **finding.facts), markup=False)
    show_reasons(console, report)
    console.print(outcome(report, options))


def move_text(report: Report, unit: str) -> str:
    """Tell the largest move of a coordinate by rounding, and where it was."""
    if report.largest_move is None:
        return "-"
    return f"{report.largest_move:.3g}{unit} (đối tượng / feature {report.largest_move_row})"


def show_reasons(console: Console, report: Report) -> None:
    """Print each reason with its count and its first places."""
    for reason in sorted(report.reasons.values(), key=lambda reason: -reason.count):
        console.print(f"[red]{reason.rule}[/red] × {reason.count:,}")
        for example in reason.examples:
            said = sentence(reason.message_code, "vi", **example.finding.facts)
            place = f"{example.sheet or '?'}/{example.number or '?'}"
            console.print(f"  {example.row}: tờ/thửa {place}: {said}", markup=False)
    if report.refused_file is not None:
        console.print(f"Thửa bị từ chối / Refused features: {report.refused_file}", markup=False)


def outcome(report: Report, options: Options) -> str:
    """Say in one line what became of the import."""
    if report.is_committed:
        return "[green]Đã ghi vào sổ đăng ký. / Loaded into the register.[/green]"
    if report.refused and not options.accept_partial:
        return (
            "[red]Chưa ghi gì: hãy sửa tệp rồi nhập lại, hoặc dùng --accept-partial. / "
            "Nothing was loaded: mend the file, or use --accept-partial.[/red]"
        )
    if options.dry_run:
        return "Chạy thử: chưa ghi gì. / A trial: nothing was written."
    return (
        "[red]Không có thửa nào hợp lệ; chưa ghi gì. / No feature passed; nothing was loaded.[/red]"
    )
