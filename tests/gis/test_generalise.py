from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from gis.generalise import coarser, dissolve, in_order, multipolygon, outline, simplified


def squares(count: int, side: float = 10.0) -> np.ndarray:
    return np.array(
        [
            box(i * side, j * side, (i + 1) * side, (j + 1) * side)
            for i in range(count)
            for j in range(count)
        ]
    )


def test_touching_parcels_become_one_area() -> None:
    assert dissolve(squares(5)).equals(box(0, 0, 50, 50))


def test_overlapping_parcels_are_dissolved_too() -> None:
    overlapping = np.array([box(0, 0, 10, 10), box(9, 0, 20, 10), box(9, 0, 20, 10)])

    assert dissolve(overlapping).area == pytest.approx(200)


def test_a_strip_too_narrow_to_see_is_dropped_and_the_ground_fills_it() -> None:
    field, road = box(0, 0, 1000, 1000), box(1000, 0, 1005, 1000)
    whole = outline(shapely.union_all([field, road]), 20)

    drawn = in_order({"LUC": coarser(field, 20), "DGT": coarser(road, 20)}, whole)

    assert [use for use, _ in drawn] == ["LUC"]
    assert drawn[0][1].area == pytest.approx(1_005_000, rel=0.001)


def test_lots_along_a_road_become_one_strip() -> None:
    lots = shapely.multipolygons([box(i * 12, 0, i * 12 + 10, 60) for i in range(40)])
    ground = box(-100, -500, 600, 500)

    drawn = in_order({"LUC": ground.difference(lots), "ONT": coarser(lots, 20)}, ground)

    assert [use for use, _ in drawn] == ["LUC", "ONT"]
    assert len(drawn[1][1].geoms) == 1


def test_what_is_smaller_than_a_dot_goes_and_so_do_corners_that_do_not_show() -> None:
    jagged = shapely.Polygon([(0, 0), (50, 1), (100, 0), (100, 100), (0, 100)])

    kept = simplified(shapely.multipolygons([jagged, box(200, 0, 205, 5)]), 10)

    assert [len(part.exterior.coords) for part in kept.geoms] == [5]


def test_an_outline_has_no_holes_and_few_corners() -> None:
    jagged = dissolve(squares(30))
    pierced = jagged.difference(box(100, 100, 120, 120))

    assert outline(pierced, 50).equals(box(0, 0, 300, 300))


def test_what_is_drawn_is_a_valid_multipolygon() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])

    assert multipolygon(bow).is_valid
