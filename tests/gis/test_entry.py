"""Geometry at the door: rounded once, never otherwise changed, refused with a reason."""

from __future__ import annotations

import struct
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon

from gis.crs import WGS84, vn2000
from gis.entry import Extent, admit, decode, round_geometry, to_ewkb
from gis.errors import InvalidGeometry
from tests.strategies import coordinates, parcels, parcels_of_parts

ZONE = vn2000("105.5")
SQUARE = Polygon([(552800, 1061500), (552800, 1061520), (552820, 1061520), (552820, 1061500)])
MEKONG = Extent(105.0, 9.0, 107.0, 11.0)


def array(*shapes: shapely.Geometry | None) -> np.ndarray:
    filled = np.empty(len(shapes), dtype=object)
    filled[:] = shapes
    return filled


def refusal(shape: shapely.Geometry | None, extent: Extent | None = None, crs=ZONE):
    admitted = admit(array(shape, SQUARE), crs, extent)
    assert admitted.geometry[0] is None
    assert list(admitted.findings) == [0] or crs is not ZONE
    return admitted.findings[0]


def wkb_of_ring(corners: list[tuple[float, float]]) -> bytes:
    points = b"".join(struct.pack("<dd", *corner) for corner in corners)
    return struct.pack("<BIII", 1, 3, 1, len(corners)) + points


@given(x=coordinates(-1e7, 1e7))
def test_rounded_metre_is_the_double_nearest_to_a_decimal_of_four_places(x):
    rounded = shapely.get_coordinates(round_geometry(array(Point(x, 0)), ZONE)[0])[0, 0]
    written = Decimal(repr(float(rounded)))
    assert written == round(written, 4)
    assert abs(Decimal(x) - written) <= Decimal("0.00005") + abs(Decimal(x)) * Decimal("1e-15")


@given(x=coordinates(-180, 180))
def test_rounded_degree_is_the_double_nearest_to_a_decimal_of_nine_places(x):
    rounded = shapely.get_coordinates(round_geometry(array(Point(x, 0)), WGS84)[0])[0, 0]
    written = Decimal(repr(float(rounded)))
    assert written == round(written, 9)


@given(steps=st.integers(-(10**11), 10**11))
def test_number_with_four_places_is_not_moved(steps):
    x = float(Decimal(steps).scaleb(-4))
    rounded, move = round_geometry(array(Point(x, 1.0)), ZONE)
    assert shapely.get_coordinates(rounded)[0, 0] == x
    assert move.distance < Decimal("1e-8")


@given(parcel=st.one_of(parcels(), parcels_of_parts()))
def test_rounding_twice_changes_no_byte(parcel):
    once, _ = round_geometry(array(parcel), ZONE)
    twice, move = round_geometry(once, ZONE)
    assert to_ewkb(once, ZONE)[0] == to_ewkb(twice, ZONE)[0]
    assert move.distance < Decimal("1e-8")


@given(parcel=st.one_of(parcels(), parcels_of_parts()))
def test_rings_keep_their_start_direction_and_every_corner(parcel):
    admitted = admit(array(parcel), ZONE)
    assert not admitted.findings
    before, after = shapely.get_coordinates(parcel), shapely.get_coordinates(admitted.geometry[0])
    assert before.shape == after.shape
    assert np.abs(before - after).max() <= 0.00005 + 1e-9


@given(parcel=parcels())
def test_polygon_becomes_a_multipolygon_of_that_one_polygon(parcel):
    rounded, _ = round_geometry(array(parcel), ZONE)
    whole = admit(array(parcel), ZONE).geometry[0]
    assert whole.geom_type == "MultiPolygon"
    assert [part.wkb for part in whole.geoms] == [rounded[0].wkb]


def test_largest_move_is_exact_and_says_whose_it_was():
    north = 1061520.00004
    off = Polygon([(552800, 1061500), (552800, north), (552820, 1061520)])
    move = admit(array(SQUARE, off), ZONE).largest_move
    assert move.index == 1
    assert move.distance == Decimal(north) - 1061520


def test_nothing_moves_when_nothing_comes_in():
    assert admit(array(None), ZONE).largest_move is None


def test_negative_zero_becomes_zero():
    ring = Polygon([(-0.0, -0.00001), (0, 1), (1, 1)])
    rounded, _ = round_geometry(array(ring), WGS84.__class__(1, "x", "", "other", False))
    assert not np.signbit(shapely.get_coordinates(rounded)).any()


def test_arrays_given_are_not_changed():
    given_shapes = array(SQUARE, None)
    before = given_shapes[0].wkb
    admit(given_shapes, ZONE)
    assert given_shapes[0].wkb == before
    assert given_shapes[1] is None


def test_legal_bytes_are_little_endian_with_srid_and_two_dimensions():
    raw = to_ewkb(admit(array(SQUARE), ZONE).geometry, ZONE)[0]
    assert struct.unpack_from("<BIII", raw) == (1, 0x2000_0006, 910530, 1)
    assert len(raw) == 1 + 4 + 4 + 4 + (1 + 4 + 4 + 4 + 5 * 16)


@pytest.mark.parametrize(
    ("shape", "rule", "code"),
    [
        (None, "GEOM-01", "geometry.missing"),
        (Point(552800, 1061500), "GEOM-03", "geometry.not_polygon"),
        (LineString([(552800, 1061500), (552801, 1061500)]), "GEOM-03", "geometry.not_polygon"),
        (shapely.force_3d(SQUARE, 1.5), "GEOM-04", "geometry.has_z_or_m"),
        (Polygon(), "GEOM-05", "geometry.empty"),
        (MultiPolygon(), "GEOM-05", "geometry.empty"),
    ],
)
def test_what_is_no_flat_polygon_is_refused(shape, rule, code):
    finding = refusal(shape)
    assert (finding.rule, finding.message_code) == (rule, code)


def test_measured_coordinates_are_refused():
    assert refusal(shapely.from_wkt("POLYGON M((0 0 1,1 0 1,1 1 1,0 0 1))")).rule == "GEOM-04"


def test_empty_part_is_refused_with_its_parcel():
    parts = shapely.from_wkt("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)")
    assert refusal(parts).rule == "GEOM-05"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_coordinate_that_is_no_number_is_refused_with_its_corner(value):
    xy = shapely.get_coordinates(SQUARE)
    xy[2, 1] = value
    finding = refusal(shapely.set_coordinates(array(SQUARE), xy)[0])
    assert (finding.rule, finding.facts["corner"]) == ("GEOM-06", 3)


def test_swapped_axes_are_refused_with_a_hint():
    turned = Polygon([(y, x) for x, y in SQUARE.exterior.coords])
    finding = refusal(turned)
    assert (finding.rule, finding.message_code) == ("GEOM-07", "geometry.axes_swapped")
    assert finding.facts["x"] == 1061500.0


def test_swapped_degrees_are_refused_with_a_hint():
    box = shapely.box(9.5, 105.9, 9.6, 106.0)
    finding = admit(array(box), WGS84, MEKONG).findings[0]
    assert finding.message_code == "geometry.axes_swapped"


def test_land_outside_the_province_is_refused():
    far = shapely.box(552800, 2061500, 552820, 2061520)
    assert admit(array(far), ZONE).findings == {}
    assert refusal(far, MEKONG).message_code == "geometry.outside"


def test_land_inside_the_province_is_admitted():
    assert admit(array(SQUARE), ZONE, MEKONG).findings == {}


def test_metres_read_as_degrees_are_refused_with_their_place():
    finding = admit(array(SQUARE), WGS84, MEKONG).findings[0]
    assert finding.message_code == "geometry.outside"
    assert finding.where == (552800.0, 1061500.0)


def test_one_hopeless_place_does_not_condemn_its_neighbours():
    lambert = WGS84.__class__(
        2154,
        "Lambert-93",
        "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 "
        "+ellps=GRS80 +towgs84=0,0,0 +units=m",
        "other",
        is_geographic=False,
    )
    good, hopeless = (
        shapely.box(650000, 6840000, 650010, 6840010),
        shapely.box(1e30, 1e30, 2e30, 2e30),
    )
    admitted = admit(array(good, hopeless), lambert, Extent(-5, 41, 10, 52))
    assert list(admitted.findings) == [1]


@pytest.mark.parametrize(
    ("rings", "rule"),
    [
        ([[(0, 0), (20, 20), (20, 0), (0, 20)]], "GEOM-08"),
        ([[(0, 0), (10, 0), (10, 0)]], "GEOM-09"),
        ([[(0, 0), (0, 20), (20, 20), (20, 0)], [(30, 0), (31, 0), (31, 1)]], "GEOM-10"),
        (
            [
                [(0, 0), (0, 20), (20, 20), (20, 0)],
                [(2, 2), (18, 2), (18, 18), (2, 18)],
                [(5, 5), (6, 5), (6, 6)],
            ],
            "GEOM-11",
        ),
        ([[(0, 0), (0, 20), (20, 20), (20, 0)], [(0, 10), (10, 0), (20, 10), (10, 20)]], "GEOM-12"),
    ],
    ids=["bow tie", "two corners", "hole outside", "hole in hole", "cut apart"],
)
def test_invalid_rings_are_refused_by_their_rule(rings, rule):
    shell, *holes = [[(552800 + x, 1061500 + y) for x, y in ring] for ring in rings]
    assert refusal(Polygon(shell, holes)).rule == rule


def test_one_part_inside_another_is_refused():
    inner = shapely.box(552805, 1061505, 552806, 1061506)
    assert refusal(MultiPolygon([SQUARE, inner])).rule == "GEOM-13"


def test_place_of_a_crossing_is_told():
    bow = Polygon([(552800, 1061500), (552820, 1061520), (552820, 1061500), (552800, 1061520)])
    assert refusal(bow).where == (552810.0, 1061510.0)


def test_sliver_that_only_rounding_breaks_is_told_apart():
    sliver = Polygon([(552800, 1061500), (552800.00001, 1061520), (552800.00002, 1061500)])
    assert shapely.is_valid(sliver)
    finding = refusal(sliver)
    assert (finding.rule, finding.message_code) == ("GEOM-15", "geometry.broken_by_rounding")


def test_coordinate_beyond_the_reach_of_doubles_stops_the_rounding():
    with pytest.raises(InvalidGeometry, match=r"geometry\.too_large"):
        round_geometry(array(Point(1e13, 0)), ZONE)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (None, "GEOM-01"),
        (b"", "GEOM-02"),
        (b"\x07\x03\x00\x00\x00", "GEOM-02"),
        (shapely.to_wkb(SQUARE)[:40], "GEOM-02"),
        (b"\x01\x0a\x00\x00\x00\x00\x00\x00\x00", "GEOM-03"),
        (b"\x00\x00\x00\x03\xf4\x00\x00\x00\x00", "GEOM-03"),
        (wkb_of_ring([(0, 0), (1, 0), (1, 1), (0, 1)]), "GEOM-14"),
    ],
    ids=["none", "nothing", "no byte order", "cut", "curve", "big-endian multisurface Z", "open"],
)
def test_bytes_that_are_no_polygon_are_refused(raw, rule):
    shapes, findings = decode([shapely.to_wkb(SQUARE), raw])
    assert shapes[0].equals(SQUARE)
    assert shapes[1] is None
    assert {at: finding.rule for at, finding in findings.items()} == {1: rule}
