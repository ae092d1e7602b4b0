"""``./run bench``: measures everything of docs/performance.md and writes its table."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import imports, lookups, report, tiles
from bench.report import Line
from bench.servers import service, tipg
from bench.subject import Subject, prepared
from landdb.config import Settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
PARTS = ("tiles", "lookups", "imports")


@click.command()
@click.option(
    "--parcels", default=1_000_000, show_default=True, help="Size of the sample, when it is made."
)
@click.option(
    "--only",
    type=click.Choice(PARTS),
    multiple=True,
    help="Measure these parts alone; the others stay as last measured.",
)
@click.option(
    "--rows", default="100000,1000000", show_default=True, help="Sizes of the imports, by commas."
)
@click.option("--write/--no-write", "keep", default=True, help="Write docs/performance.md.")
def bench(*, parcels: int, only: tuple[str, ...], rows: str, keep: bool) -> None:
    """Measure LandDB against the plain database and against tipg, both sides in one run."""
    subject = prepared(Settings.from_env(), parcels)
    folder = subject.settings.state_dir / "bench"
    for part in only or PARTS:
        lines = []
        for line in measured(subject, part, [int(count) for count in rows.split(",")]):
            show(line)
            lines.append(line)
        if keep:
            report.keep(folder, part, lines)
    if keep:
        report.write(DOCUMENT, report.table(report.kept(folder, PARTS), heading(subject)))


def measured(subject: Subject, part: str, rows: Sequence[int]) -> Iterator[Line]:
    """Yield each line of a part as it is known."""
    if part == "imports":
        for count in rows:
            yield from imports.measure(subject, count)
    else:
        yield from of_service(subject, part)


def of_service(subject: Subject, part: str) -> Iterator[Line]:
    """Measure what the running service answers."""
    peers = os.environ.get("LANDDB_BENCH_PEERS")
    with ExitStack() as stack:
        ours = stack.enter_context(service(subject.settings.database_url, "canbo.soctrang"))
        if part == "lookups":
            yield from lookups.measure(subject, ours)
            return
        peer = stack.enter_context(tipg(Path(peers), subject.url)) if peers else None
        yield from tiles.measure(subject, ours, peer)


def show(line: Line) -> None:
    """Print one line as it is known."""
    click.echo(
        f"{line.what:44} {line.figures}\n{'':44} {line.result} ({line.goal}): {line.verdict}"
    )


def heading(subject: Subject) -> str:
    """Return what was measured where and when, and by which command."""
    return (
        f"`./run bench`, {datetime.now(UTC):%Y-%m-%d}, {subject.parcels:,} live parcels of sample data,"
        f" {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}."
    )


if __name__ == "__main__":
    bench()
