"""The tile grid of web maps: zoom, column, row and the square of land they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

from gis.errors import GisError

# Half the equator of Web Mercator's sphere of 6,378,137 m: the world reaches this far each way.
HALF_WORLD = pi * 6_378_137.0

# Beyond zoom 22 a tile is under 10 m wide and no map of parcels gains anything.
DEEPEST_ZOOM = 22


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the XYZ scheme: row 0 is the northernmost.

    Raises
    ------
    GisError
        ``tile.outside`` when there is no such tile.
    """

    zoom: int
    column: int
    row: int

    def __post_init__(self) -> None:
        if not 0 <= self.zoom <= DEEPEST_ZOOM or not (
            0 <= self.column < 2**self.zoom and 0 <= self.row < 2**self.zoom
        ):
            raise GisError("tile.outside", zoom=self.zoom, column=self.column, row=self.row)

    @property
    def width(self) -> float:
        """Side of the square in Web Mercator metres."""
        return 2 * HALF_WORLD / (1 << self.zoom)

    def envelope(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """Give west, south, east and north in Web Mercator metres (EPSG:3857).

        Parameters
        ----------
        margin : float
            Wider on each side by this part of the tile: what is drawn across an edge has to be
            found from both sides.
        """
        west = -HALF_WORLD + self.column * self.width
        north = HALF_WORLD - self.row * self.width
        wider = margin * self.width
        return west - wider, north - self.width - wider, west + self.width + wider, north + wider


def tile_at(x: float, y: float, zoom: int) -> Tile:
    """Give the tile that holds a point of Web Mercator; the far edges belong to the last tile."""
    last = (1 << zoom) - 1
    width = 2 * HALF_WORLD / (1 << zoom)
    column = min(int((x + HALF_WORLD) // width), last)
    row = min(int((HALF_WORLD - y) // width), last)
    return Tile(zoom, column, row)
