"""The table of docs/performance.md: what was measured, against which goal, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing. ``holds`` is None when the run was too unsteady to judge it."""

    what: str
    figures: str
    result: str
    goal: str
    holds: bool | None
    load: str

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return {True: "holds", False: "**missed**", None: "not judged: the limit drifted"}[
            self.holds
        ]

    def row(self) -> str:
        """Return the row of the table."""
        cells = (self.what, self.figures, self.result, self.goal, self.verdict, self.load)
        return f"| {' | '.join(cells)} |"


def judged(met: bool, drift: float, steady: float) -> bool | None:
    """Return the verdict, or None when the limit drifted in the run."""
    return met if drift <= steady else None


def table(lines: list[Line], heading: str) -> str:
    """Return the block between the markers."""
    head = (
        "| what | measured, ms unless said | result | goal | verdict | load 1/5 min |\n"
        "|---|---|---|---|---|---|"
    )
    return "\n".join([BEGIN, "", heading, "", head, *(line.row() for line in lines), "", END])


def keep(folder: Path, part: str, lines: list[Line]) -> None:
    """Keep the lines of a part, so that another part can be measured alone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    document = json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)
    (folder / f"{part}.json").write_text(document, "utf-8")


def kept(folder: Path, parts: Sequence[str]) -> list[Line]:
    """Return the lines of every part that was measured, in order."""
    files = [folder / f"{part}.json" for part in parts]
    return [
        Line(**line)
        for file in files
        if file.exists()
        for line in json.loads(file.read_text("utf-8"))
    ]


def write(document: Path, block: str) -> None:
    """Put the block between the markers of a document."""
    text = document.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{block}{after}", "utf-8")
