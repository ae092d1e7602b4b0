"""Vector tiles: one statement a tile, and a tag that tells cheaply whether it changed.

A tile shows geometry and land use, never a person, and is the same for every office of the node.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Row

from gis.tiles import Tile as Cell
from landdb.prepared import BOUND, Prepared, Reader, prepared, run
from landdb.tiles.layers import (
    BUFFER,
    EXTENT,
    PARCELS_FROM_ZOOM,
    overview_level,
    statement_name,
)

#: Rises when the content of tiles changes although no parcel did: other layers, fields or rounding.
TILE_FORM = 2
#: Side of the marks that stand in for a missing overview: a 256th of a tile, about a pixel.
MARK = 1 / 512

OUTLINES = (
    "(SELECT max(id) FROM tile_overview WHERE layer = 'commune' AND level = :level) AS outlines"
)
NEAR = (
    "SELECT (SELECT count(*) FROM tile_touch WHERE x = :x AND y = :y) AS touches,"  # noqa: S608
    " (SELECT max(id) FROM tile_touch WHERE x = :x AND y = :y) AS newest,"
    f" {OUTLINES}"
)
# Before an overview is built a tile from far shows parcels, so it goes by all touches there were.
FAR = (
    f"SELECT {OUTLINES},"  # noqa: S608
    " coalesce((SELECT max(id) FROM tile_overview WHERE layer = 'landuse' AND level = :level),"
    " -pg_sequence_last_value('tile_touch_id_seq')) AS newest, 0 AS touches"
)

#: What a tile's statement may be given. Boxes come as geometry: made inside, they would be made for each row.
TYPES = {
    **dict.fromkeys(("tile", "wide"), "geometry"),
    "pixel": "float8",
    **dict.fromkeys(("level", "x", "y"), "integer"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A Mapbox vector tile (version 2), not compressed, and its tag; empty where there is nothing."""

    body: bytes
    etag: str


def tile(reader: Reader, z: int, x: int, y: int) -> Tile:
    """Return a tile of live parcels, or of generalised land below zoom 14, with its tag.

    One statement, so that body and tag are of one moment. The reader's connection should allow no
    parallel plans and no compiling (``landdb.db.make_glancing_engine``): they make a tile slower.

    Raises
    ------
    GisError
        ``tile.outside`` when there is no such tile.
    """
    cell = Cell(z, x, y)
    found = run(reader, whole(statement_name(z)), values_of(cell)).one()
    return Tile(bytes(found.body or b""), tag(found))


def tile_etag(reader: Reader, z: int, x: int, y: int) -> str:
    """Return what changes when, and only when, the content of a tile may have changed.

    Near: from the touches of the z14 cell the tile lies in, their number and the newest (a late
    commit of an earlier touch changes the number). From far: from the overview alone.

    Raises
    ------
    GisError
        ``tile.outside``.
    """
    cell = Cell(z, x, y)
    return tag(run(reader, stamp_alone(statement_name(z)), values_of(cell)).one())


def tag(found: Row[Any]) -> str:
    """Return the tag made of a stamp."""
    return f"{TILE_FORM}-{found.touches}-{found.newest or 0}-{found.outlines or 0}"


def stamp(name: str) -> str:
    """Return the statement of the stamp that belongs to a tile's statement."""
    return FAR if name == "overview" else NEAR


def values_of(cell: Cell) -> dict[str, object]:
    """Return the values a tile's statement needs: its box, the wider box that is searched, its level."""
    return {
        "tile": box(cell.envelope()),
        "wide": box(cell.envelope(BUFFER / EXTENT)),
        "level": overview_level(cell.zoom),
        "pixel": cell.width * MARK,
        **touched_cell(cell),
    }


def box(envelope: tuple[float, float, float, float]) -> str:
    """Return an envelope of Web Mercator as EWKT."""
    west, south, east, north = envelope
    ring = ((west, south), (west, north), (east, north), (east, south), (west, south))
    return f"SRID=3857;POLYGON(({','.join(f'{x!r} {y!r}' for x, y in ring)}))"


def touched_cell(cell: Cell) -> dict[str, float]:
    """Return the z14 cell whose touches tell of a tile near by; a tile from far has none."""
    deeper = cell.zoom - PARCELS_FROM_ZOOM
    return {"x": cell.column >> deeper, "y": cell.row >> deeper} if deeper >= 0 else {}


@cache
def whole(name: str) -> Prepared:
    """Return the statement that gives stamp and body of a tile at once."""
    return prepared_with_types(f"tile_{name}", f"{stamp(name)}, ({statement(name)}) AS body")


@cache
def stamp_alone(name: str) -> Prepared:
    """Return the statement that gives the stamp of a tile and draws nothing."""
    return prepared_with_types(f"stamp_{name}", stamp(name))


def prepared_with_types(name: str, written: str) -> Prepared:
    """Return a statement with the types of the values it uses."""
    used = set(BOUND.findall(written))
    return prepared(name, written, {bound: kind for bound, kind in TYPES.items() if bound in used})


@cache
def statement(name: str) -> str:
    """Return ``landdb/tiles/<name>.sql``."""
    return (resources.files("landdb.tiles") / f"{name}.sql").read_text("utf-8")
