"""The land of one commune: canals, roads, lots along them, gardens and fields, without gap or overlap.

A row of parcels lies between two lines. A line holds the corners of the parcels above it and of those
below it, once each, and both sides take all of them: so neighbours share every corner, and what is not
in one parcel is in the next. Lines are bent as a whole, then rounded to whole 0.1 mm, the legal
precision; everything after that is exact integer arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gis.crs import WEB_MERCATOR, LandCrs, Points, Shapes, to_web, transform
from landdb.demo.columns import Flags, Floats, Ints, chance
from landdb.demo.plan import (
    BAND,
    CROSS_ROAD_M,
    FIRST_CROSSED_ROW,
    LOT_ROWS,
    ROWS_OF_BAND,
    ZONE_105_00,
    Commune,
    Plan,
)

#: Whole units of a coordinate in a metre: 0.1 mm, as legal geometry is kept.
UNITS = 10_000
#: Twice the area in square units -> half-up rounding to 0.1 m² and to 0.01 m².
TWICE_PER_TENTH = 2 * UNITS * UNITS // 10
TWICE_PER_HUNDREDTH = 2 * UNITS * UNITS // 100

#: Where the drawing's middle lies, in VN-2000 105-00 (x east, y north): where the three former
#: provinces meet. The borders are invented.
MIDDLE = (590_800.0, 1_081_600.0)
TURN = np.radians(-24.0)

#: Bends applied one after the other: wave length and height in metres, direction of travel in degrees.
#: Each moves points across its own direction, a shear: no area changes and nothing can fold.
BENDS = (
    (900.0, 9.0, 8.0),
    (1_400.0, 20.0, 97.0),
    (2_600.0, 70.0, 171.0),
    (7_000.0, 230.0, 20.0),
    (11_000.0, 330.0, 110.0),
    (19_000.0, 800.0, 64.0),
)

#: Corners of two rows that fall this close on their common line are one corner.
SNAP_M = 0.9
#: How much widths vary within a row, and how far the southern end of a side lies off its northern
#: one, as shares of the mean width.
UNEVEN = {"canal": 0.3, "road": 0.3, "lots": 0.3, "garden": 0.4, "field": 0.45}
SLANT = {"canal": 0.04, "road": 0.0, "lots": 0.05, "garden": 0.08, "field": 0.12}
WOBBLE_M = 0.35
SHALLOWER, DEEPER = 0.88, 1.12


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a row is cut: along its northern and southern line, and what each piece is.

    ``sheet`` counts from west to east; ``is_road`` marks the road that crosses the row.
    """

    north_m: Floats
    south_m: Floats
    sheet: Ints
    is_road: Flags


@dataclass(frozen=True, slots=True)
class Drawing:
    """All corners of a commune in whole 0.1 mm, and each piece as two stretches of them.

    A piece's ring runs along ``north[0] … north[1]``, then back along ``south[1] … south[0]``:
    clockwise from its north-west corner (domain: vertices are listed so).
    ``band``, ``row``, ``sheet``, ``place`` say where a piece lies; ``is_road`` marks crossing roads.
    """

    corners: Ints
    north: Ints
    south: Ints
    band: Ints
    row: Ints
    sheet: Ints
    place: Ints
    is_road: Flags


@dataclass(frozen=True, slots=True)
class Line:
    """The corners on a line between two rows, and which of them each row uses."""

    along_m: Floats
    above: Ints
    below: Ints


def draw(plan: Plan, commune: Commune) -> Drawing:
    """Draw the land of a commune."""
    rows = [commune.first_row + step for step in range(commune.bands * ROWS_OF_BAND)]
    own = [cuts_of(plan, commune, row) for row in rows]
    lines = lines_between(
        [neighbour(plan, commune, rows[0] - 1), *own, neighbour(plan, commune, rows[-1] + 1)]
    )
    starts = np.concatenate(([0], np.cumsum([len(line.along_m) for line in lines])))
    norths = [line.below + start for line, start in zip(lines[:-1], starts, strict=False)]
    souths = [line.above + start for line, start in zip(lines[1:], starts[1:], strict=False)]
    sizes = [len(cuts.sheet) for cuts in own]
    steps = np.repeat(np.arange(len(own)), sizes)
    return Drawing(
        corners=corners_of(plan, commune, lines),
        north=np.concatenate([np.stack((at[:-1], at[1:]), axis=1) for at in norths]),
        south=np.concatenate([np.stack((at[:-1], at[1:]), axis=1) for at in souths]),
        band=steps // ROWS_OF_BAND,
        row=steps % ROWS_OF_BAND,
        sheet=np.concatenate([cuts.sheet for cuts in own]),
        place=np.concatenate([np.arange(size) for size in sizes]),
        is_road=np.concatenate([cuts.is_road for cuts in own]),
    )


def neighbour(plan: Plan, commune: Commune, row: int) -> Cuts | None:
    """Return the cuts of a row in the commune north or south of this one; None at the province's end."""
    for line in plan.grid:
        beside = line[commune.column]
        if beside.first_row <= row < beside.first_row + beside.bands * ROWS_OF_BAND:
            return cuts_of(plan, beside, row)
    return None


def cuts_of(plan: Plan, commune: Commune, row: int) -> Cuts:
    """Cut a row: the same for whoever asks, so that the commune across the border cuts it alike."""
    source = chance(plan.seed, plan.parcels, 3, commune.column, row)
    band, kind_at = divmod(row - commune.first_row, ROWS_OF_BAND)
    edges = np.linspace(commune.west_m, commune.east_m, commune.sheets_across + 1)
    norths, souths, sheets, roads = [edges[:1]], [edges[:1]], [], []
    for sheet, (west, east) in enumerate(pairwise(edges)):
        pieces = pieces_of_rows(commune, band, sheet)[kind_at]
        road = [west + CROSS_ROAD_M] if kind_at >= FIRST_CROSSED_ROW else []
        begin = road[0] if road else west
        kind = BAND[kind_at]
        inner = begin + (east - begin) * uneven(source, pieces, UNEVEN[kind.name])
        mean_m = (east - begin) / pieces
        slant = source.uniform(-1, 1, pieces - 1) * SLANT[kind.name] * mean_m
        norths += [np.array([*road, *inner, east])]
        souths += [np.array([*road, *(inner + slant), east])]
        sheets += [np.full(pieces + len(road), sheet)]
        roads += [np.arange(pieces + len(road)) < len(road)]
    return Cuts(
        np.concatenate(norths),
        np.concatenate(souths),
        np.concatenate(sheets),
        np.concatenate(roads),
    )


def pieces_of_rows(commune: Commune, band: int, sheet: int) -> list[int]:
    """Return how many pieces each row of a sheet has, crossing roads aside.

    The rows of lots take what the others leave of the sheet's number.
    """
    width_m = (commune.east_m - commune.west_m) / commune.sheets_across
    counts = [max(1, round(width_m / kind.width_m[commune.place.is_urban])) for kind in BAND]
    crossing = ROWS_OF_BAND - FIRST_CROSSED_ROW
    others = sum(counts) - sum(counts[row] for row in LOT_ROWS) + crossing
    left = int(commune.sheet_parcels[band, sheet]) - others
    counts[LOT_ROWS[0]] = left // 2
    counts[LOT_ROWS[1]] = left - left // 2
    return counts


def uneven(source: np.random.Generator, pieces: int, spread: float) -> Floats:
    """Return where to cut a length of 1 into uneven pieces: one cut less than pieces."""
    widths = 1.0 + source.uniform(-spread, spread, pieces)
    ends: Floats = np.cumsum(widths)[:-1] / widths.sum()
    return ends


def lines_between(rows: list[Cuts | None]) -> list[Line]:
    """Return the lines between rows that follow one another."""
    return [
        joined(above.south_m if above else None, below.north_m if below else None)
        for above, below in pairwise(rows)
    ]


def joined(above: Floats | None, below: Floats | None) -> Line:
    """Put the cuts of two rows on their common line; what nearly meets is made to meet."""
    if above is None:
        assert below is not None  # noqa: S101 - a line has a row on one side at least
        return Line(below, np.arange(0), np.arange(len(below)))
    if below is None:
        return Line(above, np.arange(len(above)), np.arange(0))
    after = np.clip(np.searchsorted(above, below), 1, len(above) - 1)
    nearest = np.where(
        below - above[after - 1] < above[after] - below, above[after - 1], above[after]
    )
    met = np.where(np.abs(nearest - below) < SNAP_M, nearest, below)
    along = np.unique(np.concatenate((above, met)))
    return Line(along, np.searchsorted(along, above), np.searchsorted(along, met))


def corners_of(plan: Plan, commune: Commune, lines: list[Line]) -> Ints:
    """Return all corners on the ground, line after line, in whole 0.1 mm of the commune's zone."""
    down = depths(plan)
    drawn = []
    for step, line in enumerate(lines):
        number = commune.first_row + step
        source = chance(plan.seed, plan.parcels, 4, commune.column, number)
        wobble = source.uniform(-WOBBLE_M, WOBBLE_M, len(line.along_m))
        wobble[[0, -1]] = 0.0  # the ends belong to the communes west and east as well
        drawn.append(np.stack((line.along_m, down[number] + wobble), axis=1))
    width_m = plan.grid[0][-1].east_m
    flat = np.concatenate(drawn) - (width_m / 2, down[-1] / 2)
    ground = transform(ZONE_105_00, commune.crs, bent(flat, plan.seed))
    corners: Ints = np.rint(ground * UNITS).astype(np.int64)
    return corners


def depths(plan: Plan) -> Floats:
    """Return how far down the drawing each line lies, in metres."""
    bands = sum(row[0].bands for row in plan.grid)
    means = np.tile([kind.depth_m for kind in BAND], bands)
    source = chance(plan.seed, plan.parcels, 2)
    return np.concatenate(([0.0], np.cumsum(means * source.uniform(SHALLOWER, DEEPER, len(means)))))


def bent(flat: Floats, seed: int) -> Points:
    """Turn and bend the drawing and put it on the ground, in VN-2000 105-00 (x east, y north)."""
    east, north = flat[:, 0], -flat[:, 1]
    east, north = (
        east * np.cos(TURN) - north * np.sin(TURN),
        east * np.sin(TURN) + north * np.cos(TURN),
    )
    phases = chance(seed, 5).uniform(0, 2 * np.pi, len(BENDS))
    for (length, height, direction), phase in zip(BENDS, phases, strict=True):
        x, y = np.cos(np.radians(direction)), np.sin(np.radians(direction))
        move = height * np.sin(2 * np.pi / length * (east * x + north * y) + phase)
        east, north = east - move * y, north + move * x
    return np.stack((MIDDLE[0] + east, MIDDLE[1] + north), axis=1)


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings, one after another: ``at`` indexes ``corners``, ring ``i`` from ``starts[i]``."""

    corners: Ints
    at: Ints
    starts: Ints

    @property
    def owners(self) -> Ints:
        """Which ring each index of ``at`` belongs to."""
        owners: Ints = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return owners


def rings_of(corners: Ints, north: Ints, south: Ints) -> Rings:
    """Walk along the northern corners of each parcel and back along the southern ones."""
    over = north[:, 1] - north[:, 0] + 1
    back = south[:, 1] - south[:, 0] + 1
    sizes = over + back + 1
    starts = np.concatenate(([0], np.cumsum(sizes)))
    step = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    over_of, back_of = np.repeat(over, sizes), np.repeat(back, sizes)
    on_north = np.repeat(north[:, 0], sizes) + step
    on_south = np.repeat(south[:, 1], sizes) - (step - over_of)
    at = np.where(step < over_of, on_north, on_south)
    at = np.where(step == over_of + back_of, np.repeat(north[:, 0], sizes), at)
    return Rings(corners, at, starts)


def twice_areas(rings: Rings) -> Ints:
    """Return twice the area of each ring in square units: exact, by the shoelace formula.

    Coordinates are taken from each ring's own start; a parcel would have to be 200 km long for the sum
    to leave 64 bits.
    """
    walked = rings.corners[rings.at]
    own = walked - walked[rings.starts[:-1]][rings.owners]
    x, y = own[:, 0], own[:, 1]
    terms = np.zeros(len(own), dtype=np.int64)
    terms[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    terms[rings.starts[1:] - 1] = 0  # from the end of a ring to the start of the next is no side
    areas: Ints = np.abs(np.add.reduceat(terms, rings.starts[:-1]))
    return areas


def tenths_m2(twice: Ints) -> Ints:
    """Round exact areas half up to whole 0.1 m², as they are written on paper."""
    return (twice + TWICE_PER_TENTH // 2) // TWICE_PER_TENTH


def hundredths_m2(twice: Ints) -> Ints:
    """Round exact areas half up to whole 0.01 m²."""
    return (twice + TWICE_PER_HUNDREDTH // 2) // TWICE_PER_HUNDREDTH


def land_shapes(rings: Rings, srid: int) -> Shapes:
    """Return the rings as multipolygons in the zone; coordinates are exact decimals of 0.1 mm."""
    return multipolygons(rings.corners / UNITS, rings, srid)


def web_shapes(rings: Rings, crs: LandCrs) -> Shapes:
    """Return the rings as multipolygons in Web Mercator, for display only."""
    return multipolygons(to_web(crs, rings.corners / UNITS), rings, WEB_MERCATOR.srid)


def multipolygons(xy: Points, rings: Rings, srid: int) -> Shapes:
    """Wrap each ring as a multipolygon of one part."""
    one_each = np.arange(len(rings.starts))
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, xy[rings.at], (rings.starts, one_each, one_each)
    )
    known: Shapes = shapely.set_srid(shapes, srid)
    return known
