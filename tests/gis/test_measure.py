"""Areas are counted in whole steps of 0.1 mm: exact, and rounded half up for people."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon

from gis.crs import WGS84, LandCrs, vn2000
from gis.entry import admit
from gis.errors import InvalidGeometry
from gis.measure import area_m2, areas_in, areas_m2, round_area, side_lengths_m
from tests.strategies import parcels, parcels_of_parts

ZONE = vn2000("105.5")


def admitted(*shapes: shapely.Geometry) -> np.ndarray:
    filled = np.empty(len(shapes), dtype=object)
    filled[:] = shapes
    return admit(filled, ZONE).geometry


def ring_area(ring: shapely.Geometry) -> Fraction:
    corners = [[Fraction(repr(float(value))) for value in corner] for corner in ring.coords]
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(corners))
    return abs(doubled) / 2


def area_by_fractions(shape: MultiPolygon) -> Fraction:
    return sum(
        (
            ring_area(part.exterior) - sum(map(ring_area, part.interiors), Fraction())
            for part in shape.geoms
        ),
        Fraction(),
    )


@given(parcel=st.one_of(parcels(), parcels_of_parts()))
def test_area_equals_the_shoelace_in_fractions_exactly(parcel):
    shape = admitted(parcel)[0]
    assert Fraction(area_m2(shape)) == area_by_fractions(shape)


@given(batch=st.lists(st.one_of(parcels(), parcels_of_parts()), min_size=1, max_size=6))
def test_areas_of_a_batch_are_those_of_each_alone(batch):
    shapes = admitted(*batch)
    assert areas_m2(shapes) == [area_m2(shape) for shape in shapes]


@given(parcel=parcels(), turns=st.integers(1, 5))
def test_area_depends_neither_on_start_nor_on_direction(parcel, turns):
    shape = admitted(Polygon(parcel.exterior))[0]
    corners = list(shape.geoms[0].exterior.coords)[:-1]
    turns %= len(corners)
    turned = Polygon((corners[turns:] + corners[:turns])[::-1])
    assert area_m2(turned) == area_m2(shape)


def test_area_of_known_lots():
    lot = shapely.box(552800, 1061500, 552805.5, 1061520.1)
    triangle = Polygon([(552800, 1061500), (552800.0001, 1061500), (552800, 1061500.0001)])
    assert area_m2(lot) == Decimal("110.55")
    assert area_m2(triangle) == Decimal("0.000000005")


def test_holes_are_taken_off():
    shell = shapely.box(552800, 1061500, 552820, 1061520)
    hole = shapely.box(552801, 1061501, 552803, 1061504)
    assert area_m2(shell.difference(hole)) == Decimal(394)


def test_land_as_wide_as_the_country_is_exact_too():
    country = shapely.box(200000, 800000, 800000.0001, 2700000)
    lot = shapely.box(552800, 1061500, 552810, 1061510)
    shapes = np.array([country, lot, country.difference(lot)], dtype=object)
    assert areas_m2(shapes) == [
        Decimal("1140000000190"),
        Decimal(100),
        Decimal("1140000000090"),
    ]


@pytest.mark.parametrize("shape", [None, Point(1, 2), shapely.LineString([(0, 0), (1, 1)])])
def test_what_is_no_polygon_has_no_area(shape):
    with pytest.raises(InvalidGeometry, match=r"geometry\.not_polygon"):
        areas_m2(np.array([shape], dtype=object))


def test_empty_polygon_has_area_zero():
    assert area_m2(Polygon()) == 0


def test_area_of_degrees_is_measured_in_the_stated_system():
    lot = shapely.box(105.98, 9.59, 105.981, 9.591)
    found = areas_in(np.array([lot], dtype=object), WGS84, ZONE)[0]
    # A minute of arc of the WGS 84 ellipsoid there, from its radii of curvature: 109.75 m by
    # 110.61 m for 0.001°, times the square of the scale, which is 0.9999 at the meridian.
    latitude = np.radians(9.5905)
    eccentricity2 = 0.00669437999014
    bend = 1 - eccentricity2 * np.sin(latitude) ** 2
    north = 6378137 * (1 - eccentricity2) / bend**1.5 * np.radians(0.001)
    east = 6378137 / np.sqrt(bend) * np.cos(latitude) * np.radians(0.001)
    scale = 0.9999 * (1 + (52_700 / 6378137) ** 2 / 2)
    assert abs(float(found) - north * east * scale**2) < 0.1


def test_area_in_its_own_system_is_the_exact_one():
    lot = admitted(shapely.box(552800, 1061500, 552805.5, 1061520.1))
    assert areas_in(lot, ZONE, ZONE) == areas_m2(lot)


def test_no_area_is_measured_in_degrees():
    degrees = LandCrs.from_definition(4326, "EPSG:4326")
    with pytest.raises(InvalidGeometry, match=r"crs\.not_metric"):
        areas_in(admitted(shapely.box(552800, 1061500, 552810, 1061510)), ZONE, degrees)


@pytest.mark.parametrize(
    ("area", "shown"),
    [
        ("0.05", "0.1"),
        ("110.55", "110.6"),
        ("110.549999999", "110.5"),
        ("2.5", "2.5"),
        ("3", "3.0"),
    ],
)
def test_areas_are_rounded_half_up_in_decimal(area, shown):
    assert str(round_area(Decimal(area))) == shown


def test_sides_are_given_in_the_order_of_the_ring():
    ring = Polygon([(552800, 1061500), (552803, 1061504), (552803, 1061500)]).exterior
    assert side_lengths_m(ring) == [Decimal(5), Decimal(4), Decimal(3)]


def test_side_that_is_no_whole_step_is_rounded_to_one():
    ring = Polygon([(0, 0), (1, 1), (1, 0)]).exterior
    assert side_lengths_m(ring)[0] == Decimal("1.4142")
