"""Land seen from far: parcels of one use become one area, and what is too small to see goes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import BufferJoinStyle, Geometry, MultiPolygon

Shapes = NDArray[np.object_]

# A union may lose or gain this part of the area it was made of before it counts as broken: a clean
# coverage keeps all of it, one with overlaps does not.
AREA_KEPT = 1e-6


def dissolve(shapes: Shapes) -> Geometry:
    """Give the union of polygons that touch; fast where they share their vertices exactly.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        In a metric CRS. Overlaps and gaps, as in older cadastres, are bridged on a grid of 0.1 m.
    """
    if len(shapes) == 1:
        return shapes[0]
    total = float(shapely.area(shapes).sum())
    with suppress(shapely.GEOSException):
        quick = shapely.coverage_union_all(shapes)
        if quick.is_valid and abs(quick.area - total) <= AREA_KEPT * total:
            return quick
    return shapely.union_all(shapely.make_valid(shapes), grid_size=0.1)


def in_order(areas: Mapping[str, Geometry], ground: Geometry) -> list[tuple[str, MultiPolygon]]:
    """Give the areas of each use as they are drawn one over the other, the ground first.

    The ground is the whole in its commonest use, so that nothing is left blank where something small
    was dropped; upon it the other uses, larger ones first.

    Parameters
    ----------
    areas : dict of str to Geometry
        Generalised land by use; one may be empty.
    ground : Geometry
        The outline of all of it, generalised as much.
    """
    by_size = sorted(areas, key=lambda use: (-areas[use].area, use))
    drawn = [(by_size[0], multipolygon(ground))]
    drawn += [(use, multipolygon(areas[use])) for use in by_size[1:]]
    return [(use, shape) for use, shape in drawn if not shape.is_empty]


def coarser(shape: Geometry, finest: float) -> MultiPolygon:
    """Close gaps and drop strips narrower than ``finest``, then drop corners that do not show.

    Slow on land as surveyed: give it what `simplified` or a finer level left.
    """
    # Closing by more than opening: lots along a road become one strip instead of vanishing one by one.
    rough = shape
    for distance in (finest * 0.75, -finest * 1.25, finest / 2):
        rough = shapely.buffer(
            rough, distance, quad_segs=1, join_style=BufferJoinStyle.mitre, mitre_limit=2
        )
    return simplified(rough, finest)


def outline(shape: Geometry, finest: float) -> MultiPolygon:
    """Give the outline of a territory: without holes and slivers, its corners as far as they show."""
    closed = shapely.buffer(
        shapely.buffer(shape, finest, quad_segs=1, join_style=BufferJoinStyle.mitre),
        -finest,
        quad_segs=1,
        join_style=BufferJoinStyle.mitre,
    )
    whole = [shapely.Polygon(part.exterior) for part in shapely.get_parts(closed)]
    return multipolygon(simplified(shapely.union_all(whole), finest))


def simplified(shape: Geometry, finest: float) -> MultiPolygon:
    """Drop corners within half of ``finest``, and parts that would be under a dot of that size."""
    parts = shapely.get_parts(shapely.simplify(shape, finest / 2))
    return MultiPolygon(
        [part for part in parts if part.geom_type == "Polygon" and part.area > finest * finest]
    )


def multipolygon(shape: Geometry) -> MultiPolygon:
    """Give any areal geometry as a valid multipolygon."""
    sound = shape if shape.is_valid else shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(sound) if part.geom_type == "Polygon"]
    return MultiPolygon(parts)
