"""Vector tiles: one statement a tile, and a tag that tells cheaply whether it changed.

A tile shows geometry and land use, never a person, and is the same for every office of the node.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gis.tiles import Tile as Cell
from landdb.tiles.layers import (
    BUFFER,
    EXTENT,
    PARCELS_FROM_ZOOM,
    overview_level,
    statement_name,
)

#: Rises when the content of tiles changes although no parcel did: other layers, fields or rounding.
TILE_FORM = 1
#: Side of the marks that stand in for a missing overview: a 256th of a tile, about a pixel.
MARK = 1 / 512

# The two settings last until the transaction ends: a parallel plan makes a tile three times slower,
# because each worker starts PROJ anew, and compiling costs more than a tile.
SETTINGS = (
    "set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)"
)
OUTLINES = (
    "(SELECT max(id) FROM tile_overview WHERE layer = 'commune' AND level = :level) AS outlines"
)
NEAR = text(
    "SELECT (SELECT count(*) FROM tile_touch WHERE x = :x AND y = :y) AS touches,"  # noqa: S608
    " (SELECT max(id) FROM tile_touch WHERE x = :x AND y = :y) AS newest,"
    f" {OUTLINES}, {SETTINGS}"
)
# Before an overview is built a tile from far shows parcels, so it goes by all touches there were.
FAR = text(
    f"SELECT {OUTLINES},"  # noqa: S608
    " coalesce((SELECT max(id) FROM tile_overview WHERE layer = 'landuse' AND level = :level),"
    " -pg_sequence_last_value('tile_touch_id_seq')) AS newest, 0 AS touches,"
    f" {SETTINGS}"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A Mapbox vector tile (version 2), not compressed, and its tag; empty where there is nothing."""

    body: bytes
    etag: str


def tile(session: Session, z: int, x: int, y: int) -> Tile:
    """Return a tile of live parcels, or of generalised land below zoom 14.

    Raises
    ------
    GisError
        ``tile.outside`` when there is no such tile.
    """
    etag = tile_etag(session, z, x, y)
    return Tile(tile_body(session, z, x, y), etag)


def tile_etag(session: Session, z: int, x: int, y: int) -> str:
    """Return what changes when, and only when, the content of a tile may have changed.

    Near: from the touches of the z14 cell the tile lies in, their number and the newest (a late
    commit of an earlier touch changes the number). From far: from the overview alone.

    Raises
    ------
    GisError
        ``tile.outside``.
    """
    Cell(z, x, y)
    deeper = z - PARCELS_FROM_ZOOM
    values = {"level": overview_level(z)}
    if deeper < 0:
        stamp = session.execute(FAR, values).one()
    else:
        stamp = session.execute(NEAR, {**values, "x": x >> deeper, "y": y >> deeper}).one()
    return f"{TILE_FORM}-{stamp.touches}-{stamp.newest or 0}-{stamp.outlines or 0}"


def tile_body(session: Session, z: int, x: int, y: int) -> bytes:
    """Return the bytes of a tile; `tile_etag` goes before, in the same transaction."""
    cell = Cell(z, x, y)
    found: Any = session.scalar(statement(statement_name(z)), values_of(cell))
    return bytes(found or b"")


def values_of(cell: Cell) -> dict[str, float]:
    """Return the values a tile's statement needs: its box, the wider box that is searched, its level."""
    west, south, east, north = cell.envelope()
    wide_west, wide_south, wide_east, wide_north = cell.envelope(BUFFER / EXTENT)
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "wide_west": wide_west,
        "wide_south": wide_south,
        "wide_east": wide_east,
        "wide_north": wide_north,
        "level": overview_level(cell.zoom),
        "pixel": cell.width * MARK,
    }


@cache
def statement(name: str) -> TextClause:
    """Return ``landdb/tiles/<name>.sql``."""
    return text((resources.files("landdb.tiles") / f"{name}.sql").read_text("utf-8"))
