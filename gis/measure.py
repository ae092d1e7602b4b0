"""Areas and lengths of legal geometry, exact to the last decimal.

Coordinates are decimals of 0.1 mm, so everything is counted in whole steps of that size; binary
fractions take no part. What a person reads is rounded half up, in decimal, at the very end.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import METRE_PLACES, LandCrs, Shapes, transform_geometries
from gis.entry import round_geometry
from gis.errors import InvalidGeometry

Steps = NDArray[np.int64]

STEPS_PER_METRE = 10**METRE_PLACES

# domain.md §3.3: areas on maps and certificates have one decimal.
AREA_PLACES = 1

# Twice a ring's area is a sum of n cross products of at most 2·width·height each, the corners being
# counted from the ring's first one. Below this bound no partial sum can leave 64 bits; the bound
# itself is reckoned in doubles, hence the factor of two in hand.
SAFE_SUM = 2.0**62


def areas_m2(shapes: Shapes) -> list[Decimal]:
    """Give the exact areas of polygons, holes taken off.

    Parameters
    ----------
    shapes : ndarray of Polygon and MultiPolygon
        In metres. Coordinates are read to the nearest 0.1 mm, as `gis.entry` left them.

    Returns
    -------
    list of Decimal
        With nine places, half of (0.1 mm)²; nothing is lost. `round_area` is for people.

    Raises
    ------
    InvalidGeometry
        ``geometry.not_polygon``, for None too.
    """
    if not np.isin(shapely.get_type_id(shapes), (3, 6)).all():
        raise InvalidGeometry("geometry.not_polygon", kind=None)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return [Decimal(0)] * len(shapes)
    is_hole = np.concatenate(([False], part[1:] == part[:-1]))
    doubled = _doubled_areas(rings)
    signed = np.where(is_hole, -doubled, doubled)
    totals = np.zeros(len(shapes), dtype=signed.dtype)
    np.add.at(totals, owner[part], signed)
    return [
        Decimal(doubled_steps * 5).scaleb(-2 * METRE_PLACES - 1)
        for doubled_steps in totals.tolist()
    ]


def area_m2(shape: shapely.Geometry) -> Decimal:
    """Give the exact area of one polygon in metres; see `areas_m2`."""
    return areas_m2(np.array([shape], dtype=object))[0]


def areas_in(shapes: Shapes, crs: LandCrs, metric: LandCrs) -> list[Decimal]:
    """Give areas of land kept in another system, measured in a stated one of metres.

    The corners are moved to `metric`, rounded there to 0.1 mm and measured exactly. The area is
    that of the map plane; a projection enlarges or shrinks it by its own scale.

    Raises
    ------
    InvalidGeometry
        ``crs.not_metric``: `metric` is in degrees; ``geometry.outside_projection``.
    """
    if metric.is_geographic:
        raise InvalidGeometry("crs.not_metric", srid=metric.srid)
    if crs == metric:
        return areas_m2(shapes)
    rounded, _ = round_geometry(transform_geometries(shapes, crs, metric), metric)
    return areas_m2(rounded)


def round_area(area: Decimal, places: int = AREA_PLACES) -> Decimal:
    """Round an area half up, as maps and certificates show it: 0.1 m² unless stated."""
    return area.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def side_lengths_m(ring: shapely.Geometry) -> list[Decimal]:
    """Give the length of each side of a ring in metres, in its own order, to 0.1 mm."""
    corners = _steps(shapely.get_coordinates(ring)).tolist()
    return [
        Decimal((x2 - x1) ** 2 + (y2 - y1) ** 2)
        .sqrt()
        .quantize(Decimal(1), ROUND_HALF_UP)
        .scaleb(-METRE_PLACES)
        for (x1, y1), (x2, y2) in pairwise(corners)
    ]


def _doubled_areas(rings: Shapes) -> NDArray[np.int64] | NDArray[np.object_]:
    """Give twice the unsigned area of each ring, in square steps."""
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(np.concatenate(([True], ring[1:] != ring[:-1])))
    counts = np.diff(np.append(starts, len(xy)))
    steps = _steps(xy)
    offset = steps - np.repeat(steps[starts], counts, axis=0)
    cross = offset[:-1, 0] * offset[1:, 1] - offset[1:, 0] * offset[:-1, 1]
    # From one ring's last corner to the next one's first is no side.
    cross = np.append(cross, 0)
    cross[starts[1:] - 1] = 0
    doubled = np.abs(np.add.reduceat(cross, starts))
    wide = np.flatnonzero(~_fits(offset, starts, counts))
    if not len(wide):
        return doubled
    exact = doubled.astype(object)
    for at in wide.tolist():
        exact[at] = _doubled_area_of(offset[starts[at] : starts[at] + counts[at]].tolist())
    return exact


def _fits(offset: Steps, starts: Steps, counts: Steps) -> NDArray[np.bool_]:
    """Tell which rings are small enough for 64 bits; see `SAFE_SUM`."""
    reach = np.maximum.reduceat(np.abs(offset).astype(float), starts, axis=0)
    fits: NDArray[np.bool_] = 2.0 * reach[:, 0] * reach[:, 1] * counts < SAFE_SUM
    return fits


def _doubled_area_of(corners: list[list[int]]) -> int:
    """Reckon one wide ring with whole numbers of any size."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(corners)))


def _steps(xy: NDArray[np.float64]) -> Steps:
    steps: Steps = np.rint(xy * STEPS_PER_METRE).astype(np.int64)
    return steps
