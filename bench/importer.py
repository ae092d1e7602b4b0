"""Runs one import in a process of its own, so that its memory is its own; prints what it took as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from landdb.actor import system_actor
from landdb.db import make_engine
from landdb.parcels.importing import Options, import_file
from landdb.parcels.mapping import read_mapping


def peak_mb() -> float:
    """Return the largest memory this process has had, in MB.

    Not from ``getrusage``: what that tells of a child begins with its parent's.
    """
    status = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def main(url: str, office: str, file: Path, mapping: Path, state_dir: Path) -> None:
    """Import a file and print seconds, loaded rows, and the peak of memory above the start."""
    engine = make_engine(url)
    before = peak_mb()
    begun = time.perf_counter()
    report = import_file(
        engine,
        system_actor("import", office),
        file,
        read_mapping(mapping),
        Options(state_dir, datetime.now(UTC)),
    )
    seconds = time.perf_counter() - begun
    reasons = {" ".join(key): reason.count for key, reason in report.reasons.items()}
    if not report.is_committed:
        raise SystemExit(f"refused: {reasons}")
    click.echo(
        json.dumps({"seconds": seconds, "rows": report.loaded, "above_mb": peak_mb() - before})
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(Path(each) for each in sys.argv[3:6]))
