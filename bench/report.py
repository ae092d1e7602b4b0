"""The table of docs/performance.md: what was measured, against which goal, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
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
    head = "| what | measured, ms unless said | result | goal | verdict | load 1/5 min |\n|---|---|---|---|---|---|"
    return "\n".join([BEGIN, "", heading, "", head, *(line.row() for line in lines), "", END])


def write(document: Path, block: str) -> None:
    """Put the block between the markers of a document."""
    text = document.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{block}{after}", "utf-8")
