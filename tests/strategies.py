"""Land as hypothesis draws it: parcels in the coordinate systems of the register."""

from __future__ import annotations

from math import cos, pi, sin

from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from gis.crs import VN2000_ZONES, LandCrs

# A rectangle of land that every zone has: metres east and north.
EASTINGS = (450_000, 600_000)
NORTHINGS = (1_000_000, 1_200_000)


def zones() -> st.SearchStrategy[LandCrs]:
    """VN-2000 zones, all of them."""
    return st.sampled_from(VN2000_ZONES)


def coordinates(low: float, high: float) -> st.SearchStrategy[float]:
    """Doubles as instruments and programs write them, not yet rounded."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@st.composite
def rings(draw: st.DrawFn, radius: tuple[float, float] = (2.0, 200.0)) -> list[tuple[float, float]]:
    """Rings that do not cross themselves: seen from their middle the corners go round in order."""
    x, y = draw(coordinates(*EASTINGS)), draw(coordinates(*NORTHINGS))
    count = draw(st.integers(3, 25))
    reaches = draw(st.lists(st.floats(*radius), min_size=count, max_size=count))
    turn = draw(st.sampled_from([1, -1]))
    start = draw(st.integers(0, count - 1))
    corners = [
        (
            x + reach * cos(turn * 2 * pi * (at + start) / count),
            y + reach * sin(turn * 2 * pi * (at + start) / count),
        )
        for at, reach in enumerate(reaches)
    ]
    return [*corners, corners[0]]


@st.composite
def parcels(draw: st.DrawFn) -> Polygon:
    """Parcels in metres, clockwise or not, beginning at any corner, some with a hole."""
    shell = draw(rings(radius=(20.0, 200.0)))
    if not draw(st.booleans()):
        return Polygon(shell)
    middle = Polygon(shell).representative_point()
    reach = Polygon(shell).boundary.distance(middle) / 3
    hole = [(middle.x + dx * reach, middle.y + dy * reach) for dx, dy in ((0, 1), (1, 0), (-1, -1))]
    return Polygon(shell, [hole])


@st.composite
def parcels_of_parts(draw: st.DrawFn) -> MultiPolygon:
    """Parcels of two parts that do not touch."""
    first = draw(parcels())
    second = [(x + 1_000, y) for x, y in draw(parcels()).exterior.coords]
    x, y = first.exterior.coords[0]
    shift_x, shift_y = x - second[0][0] + 2_000, y - second[0][1]
    return MultiPolygon([first, Polygon([(x + shift_x, y + shift_y) for x, y in second])])
