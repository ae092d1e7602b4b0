"""Which layers a tile has at which zoom, with which fields."""

from __future__ import annotations

#: From here a tile holds single parcels; below, generalised land use and communes (a z13 tile of parcels is 1 MB).
PARCELS_FROM_ZOOM = 14
#: From here a parcel carries its label, "sheet/number".
LABELS_FROM_ZOOM = 17
#: The highest zoom each generalised level is drawn at; below the last, the last.
OVERVIEW_LEVELS = (13, 11, 9, 7)
#: Units of the grid inside a tile, and how far geometry is kept beyond its edge (1/16 of a tile).
EXTENT = 4096
BUFFER = 256


def overview_level(zoom: int) -> int:
    """Return the generalised level drawn at a zoom: the coarsest that is still fine enough."""
    return min((level for level in OVERVIEW_LEVELS if level >= zoom), default=OVERVIEW_LEVELS[0])


def statement_name(zoom: int) -> str:
    """Return the statement (``landdb/tiles/<name>.sql``) that makes the tiles of a zoom."""
    if zoom < PARCELS_FROM_ZOOM:
        return "overview"
    return "labelled_parcels" if zoom >= LABELS_FROM_ZOOM else "parcels"
