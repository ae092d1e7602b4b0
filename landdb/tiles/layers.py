"""Which layers a tile has at which zoom, with which fields."""

from __future__ import annotations

#: From here a tile holds single parcels; below, generalised land use and communes (a z13 tile of parcels is 1 MB).
PARCELS_FROM_ZOOM = 14
#: From here a parcel carries its label, "sheet/number".
LABELS_FROM_ZOOM = 17
#: The generalised levels: one a zoom, because one drawn two zooms out holds four times what can be seen.
OVERVIEW_LEVELS = (13, 12, 11, 10, 9, 8, 7)
#: Units of the grid inside a tile, and how far geometry is kept beyond its edge (1/16 of a tile).
EXTENT = 4096
BUFFER = 256


def overview_level(zoom: int) -> int:
    """Return the generalised level drawn at a zoom: its own, else the nearest."""
    return max(min(zoom, OVERVIEW_LEVELS[0]), OVERVIEW_LEVELS[-1])


def statement_name(zoom: int) -> str:
    """Return the statement (``landdb/tiles/<name>.sql``) that makes the tiles of a zoom."""
    if zoom < PARCELS_FROM_ZOOM:
        return "overview"
    return "labelled_parcels" if zoom >= LABELS_FROM_ZOOM else "parcels"
