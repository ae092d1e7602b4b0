"""The features an import refused, as a GeoPackage that goes back to whoever made the file."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import shapely

from gis.formats.gdal import pyogrio
from gis.formats.vector import Value

LAYER = "bi_tu_choi"
FLUSH_AT = 5_000

# Row, rule, reason and place of the fault, then the columns of the refused file as text.
OWN_COLUMNS = ("_dong", "_quy_tac", "_ly_do", "_cho")
TAKEN = frozenset({*OWN_COLUMNS, "fid", "geom"})


@dataclass(frozen=True, slots=True)
class Refused:
    """One feature that was not taken.

    Attributes
    ----------
    row : int
        Place in the file, from 1, as people count.
    rule : str
        The id of the rule.
    reason : str
        The sentence, in the reader's language.
    geometry : shapely geometry or None
        As in the file, in the file's own coordinate system; it may be invalid.
    columns : Mapping[str, Value]
        As read.
    where : tuple[float, float] | None
        Of the fault, x and y.
    """

    row: int
    rule: str
    reason: str
    geometry: shapely.Geometry | None = None
    columns: Mapping[str, Value] = field(default_factory=dict)
    where: tuple[float, float] | None = None


class RefusedFile:
    """A GeoPackage written as refusals come; it comes to be with the first one.

    Parameters
    ----------
    path : Path
        Must not exist.
    columns : sequence of str
        The columns of the refused file to give back.
    crs : str, optional
        WKT or authority code as found in the refused file.

    Notes
    -----
    Use as a context manager; memory holds `FLUSH_AT` features at most. The layer and its columns
    have Vietnamese names without marks, for the surveyor who opens the file.
    """

    def __init__(self, path: Path, columns: Sequence[str], crs: str | None = None) -> None:
        self._path = path
        self._columns = tuple(columns)
        self._crs = crs
        self._waiting: list[Refused] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flush()

    def add(self, refused: Refused) -> None:
        """Put one more refusal in."""
        self._waiting.append(refused)
        self.count += 1
        if len(self._waiting) >= FLUSH_AT:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        # A file without a coordinate system is given back without one, and without a warning.
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            pyogrio.write_arrow(
                self._table(),
                self._path,
                layer=LAYER,
                driver="GPKG",
                geometry_name="geom",
                geometry_type="Unknown",
                crs=self._crs,
                append=self.count > len(self._waiting),
            )
        self._waiting.clear()

    def _table(self) -> pa.Table:
        """Lay out what waits; a column whose name GeoPackage or we have taken gets a ``_`` more."""
        waiting = self._waiting
        shapes = np.array([refused.geometry for refused in waiting], dtype=object)
        columns = {
            "_dong": pa.array([refused.row for refused in waiting], pa.int64()),
            "_quy_tac": _texts([refused.rule for refused in waiting]),
            "_ly_do": _texts([refused.reason for refused in waiting]),
            "_cho": _texts([_place(refused.where) for refused in waiting]),
        }
        for name in self._columns:
            free = f"{name}_" if name.lower() in TAKEN else name
            columns[free] = _texts([refused.columns.get(name) for refused in waiting])
        columns["geom"] = pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())
        return pa.table(columns)


def _place(where: tuple[float, float] | None) -> str | None:
    return None if where is None else f"{where[0]!r} {where[1]!r}"


def _texts(values: Sequence[object]) -> pa.Array:
    """Give values as text: an area keeps its digits, an identifier its zeros."""
    return pa.array([None if value is None else str(value) for value in values], pa.string())
