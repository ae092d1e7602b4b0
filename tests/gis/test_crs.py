"""Land CRSs: the official shift, recognised by parameters, never chosen by PROJ."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given

from gis.crs import (
    VN2000_MERIDIANS,
    VN2000_ZONES,
    WEB_MERCATOR,
    WGS84,
    LandCrs,
    Registry,
    to_web,
    to_wgs84,
    transform,
    transform_geometries,
    vn2000,
)
from gis.errors import InvalidGeometry, UnknownCRS
from tests.strategies import parcels, zones

# domain.md §11.3: place, meridian, X (north), Y (east), latitude, longitude. All but the last were
# reckoned with PROJ's pipeline of the official parameters; the last one is somebody else's test.
CHECK_POINTS = [
    ("Sóc Trăng", "105.5", 1061500.000, 552800.000, 9.598595442, 105.982825862),
    ("Sóc Trăng", "105", 1061616.788, 607684.385, 9.598595442, 105.982825862),
    ("Cần Thơ", "105", 1109000.000, 585500.000, 10.027507837, 105.781736963),
    ("TP.HCM", "105.75", 1191500.000, 603500.000, 10.772909809, 106.698169624),
    ("Hà Nội", "105", 2326000.000, 588700.000, 21.025375937, 105.855221699),
    ("Hải Phòng", "105.75", 2308000.000, 597000.000, 20.862374432, 106.684052881),
    ("Ninh Thuận", "108.25", 1255172.510, 568262.924, 11.349358047, 108.877201144),
]
PLACES = pytest.mark.parametrize(
    ("place", "meridian", "north", "east", "latitude", "longitude"), CHECK_POINTS
)

# The official operation as EPSG:6960 states it, in the other rotation convention.
OFFICIAL_PIPELINE = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 "
    "+ellps=WGS84 +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +proj=helmert "
    "+x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
    "+rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame +step +inv +proj=cart "
    "+ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

TM3 = "+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0"
LAMBERT_93 = (
    "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 "
    "+towgs84=0,0,0,0,0,0,0 +units=m +no_defs"
)
ARCGIS_PRJ = (
    'PROJCS["VN-2000_TM-3_107-00",GEOGCS["GCS_VN_2000",DATUM["{datum}",'
    'SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",107.0],PARAMETER["Scale_Factor",{scale}],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def prj(datum: str = "D_Vietnam_2000", scale: str = "0.9999", easting: str = "500000.0") -> str:
    return ARCGIS_PRJ.format(datum=datum, scale=scale, easting=easting)


@pytest.fixture(scope="module")
def registry() -> Registry:
    lambert = LandCrs.from_definition(2154, LAMBERT_93, "RGF93 / Lambert-93")
    return Registry([WGS84, lambert])


@PLACES
def test_check_point_holds_by_the_proj_text(place, meridian, north, east, latitude, longitude):
    found = to_wgs84(vn2000(meridian), np.array([[east, north]]))
    assert np.abs(found - [[longitude, latitude]]).max() < 1e-8, place


@PLACES
def test_check_point_holds_by_the_pipeline(place, meridian, north, east, latitude, longitude):
    pipeline = OFFICIAL_PIPELINE.format(meridian=meridian)
    official = pyproj.Transformer.from_pipeline(pipeline)  # noqa: TID251
    found = official.transform(east, north)
    assert np.abs(np.subtract(found, (longitude, latitude))).max() < 1e-8, place


@PLACES
def test_proj_text_and_pipeline_agree(place, meridian, north, east, latitude, longitude):
    pipeline = OFFICIAL_PIPELINE.format(meridian=meridian)
    official = pyproj.Transformer.from_pipeline(pipeline)  # noqa: TID251
    ours = to_wgs84(vn2000(meridian), np.array([[east, north]]))
    assert np.abs(ours - [official.transform(east, north)]).max() < 1e-11, place


def test_proj_left_alone_is_far_from_the_official_point_in_the_delta():
    alone = pyproj.Transformer.from_crs(9209, 4326, always_xy=True)  # noqa: TID251
    ours = to_wgs84(vn2000("105.5"), np.array([[552800.0, 1061500.0]]))
    apart = np.hypot(*((np.array([alone.transform(552800.0, 1061500.0)]) - ours)[0] * 110_000))
    assert 0.7 < apart < 0.9


def test_srids_spell_degrees_and_minutes():
    srids = {meridian: vn2000(meridian).srid for meridian in ("105", "105.5", "104.75", "111")}
    assert srids == {"105": 910500, "105.5": 910530, "104.75": 910445, "111": 911100}


def test_every_zone_has_a_srid_that_postgis_takes_and_no_other_zone_has():
    srids = [zone.srid for zone in VN2000_ZONES]
    assert len(set(srids)) == len(VN2000_MERIDIANS)
    assert all(910_000 <= srid <= 998_999 for srid in srids)


def test_zone_is_defined_as_the_official_table_writes_it():
    assert vn2000("105.5").proj4 == (
        "+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 "
        "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,"
        "0.252906278 +units=m +no_defs"
    )


def test_wkt_of_a_zone_means_the_same_as_its_proj_text():
    zone = vn2000("105.5")
    by_wkt = LandCrs(zone.srid, zone.name, zone.srtext, "vn2000", is_geographic=False)
    point = np.array([[552800.0, 1061500.0]])
    assert np.abs(to_wgs84(by_wkt, point) - to_wgs84(zone, point)).max() < 1e-12
    assert zone.srtext.startswith('PROJCS["VN-2000 / TM-3 105-30"')


@pytest.mark.parametrize("meridian", ["105.1", "90", "-105"])
def test_meridian_without_a_zone_is_refused(meridian):
    with pytest.raises(UnknownCRS, match=r"crs\.unknown_meridian"):
        vn2000(meridian)


@given(parcel=parcels(), zone=zones())
def test_land_moved_to_wgs84_and_back_is_within_two_millimetres(parcel, zone):
    # Not nearer: the height that the shift gives is dropped in between, as it is in PostGIS.
    here = shapely.get_coordinates(parcel)
    there_and_back = transform(WGS84, zone, to_wgs84(zone, here))
    assert np.abs(there_and_back - here).max() < 2e-3


def test_web_coordinates_are_those_of_the_sphere():
    longitude, latitude = to_wgs84(vn2000("105.5"), np.array([[552800.0, 1061500.0]]))[0]
    x = 6_378_137 * np.radians(longitude)
    y = 6_378_137 * np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))
    found = to_web(vn2000("105.5"), np.array([[552800.0, 1061500.0]]))
    assert np.abs(found - [[x, y]]).max() < 1e-6


def test_geometries_move_vertex_by_vertex():
    square = shapely.box(552800, 1061500, 552820, 1061520)
    moved = transform_geometries(np.array([square, None]), vn2000("105.5"), WEB_MERCATOR)
    expected = to_web(vn2000("105.5"), shapely.get_coordinates(square))
    assert np.array_equal(shapely.get_coordinates(moved[0]), expected)
    assert moved[1] is None


def test_point_beyond_the_projection_is_named():
    with pytest.raises(InvalidGeometry, match=r"geometry\.outside_projection") as refusal:
        to_web(WGS84, np.array([[105.0, 10.0], [105.0, 95.0]]))
    assert refusal.value.facts["y"] == 95.0


@pytest.mark.parametrize(
    ("found", "srid"),
    [
        (prj(), 910700),
        (prj(datum="D_VN_2000"), 910700),
        (prj(datum="D_unknown"), 910700),
        ("EPSG:9214", 910700),
        ("EPSG:5897", 910500),
        (vn2000("111").proj4, 911100),
        (vn2000("111").srtext, 911100),
        ("EPSG:4326", 4326),
        ("OGC:CRS84", 4326),
        ("EPSG:2154", 2154),
        (LAMBERT_93, 2154),
    ],
)
def test_known_system_is_recognised(registry, found, srid):
    assert registry.recognise(found).crs.srid == srid


def test_recognition_tells_what_the_file_said(registry):
    recognition = registry.recognise(prj())
    assert recognition.found_name == "VN-2000 / TM-3 107-00"
    assert recognition.found_authority == "EPSG:9214"


@pytest.mark.parametrize("epsg", [2154, 4326, 9209])
def test_definition_in_the_words_of_arcgis_is_recognised(registry, epsg):
    words = pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")
    assert registry.recognise(words).crs.srid == {9209: 910530}.get(epsg, epsg)


@pytest.mark.parametrize(
    "found",
    [
        prj(datum="D_WGS_1984"),
        f"{TM3} +datum=WGS84 +units=m",
        f"{TM3} +ellps=WGS84 +towgs84=-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188",
    ],
    ids=["wgs84 in wkt", "wgs84 in proj", "shift of EPSG:5194"],
)
def test_numbers_of_a_zone_on_another_datum_are_not_taken_for_vn2000(registry, found):
    with pytest.raises(UnknownCRS, match=r"crs\.zone_on_other_datum"):
        registry.recognise(found)


@pytest.mark.parametrize(
    "found",
    [
        prj(scale="0.9996"),
        prj(easting="400000.0"),
        "EPSG:3405",
        "EPSG:6956",
        "EPSG:4756",
        "EPSG:4171",
        "EPSG:32648",
    ],
)
def test_system_that_is_not_ours_is_refused_whatever_its_name(registry, found):
    with pytest.raises(UnknownCRS, match=r"crs\.unknown"):
        registry.recognise(found)


@pytest.mark.parametrize(
    ("found", "code"), [(None, "missing"), ("", "missing"), ("x", "unreadable")]
)
def test_missing_and_unreadable_systems_are_told_apart(registry, found, code):
    with pytest.raises(UnknownCRS, match=rf"crs\.{code}"):
        registry.recognise(found)


def test_wgs84_is_unknown_until_it_is_configured():
    with pytest.raises(UnknownCRS, match=r"crs\.unknown"):
        Registry().recognise("EPSG:4326")


def test_configured_system_is_found_by_its_srid(registry):
    assert registry.get(2154).name == "RGF93 / Lambert-93"
    with pytest.raises(UnknownCRS, match=r"crs\.unknown_srid"):
        registry.get(3405)


@pytest.mark.parametrize(
    ("srid", "definition", "code"),
    [
        (910530, LAMBERT_93, "srid_reserved"),
        (2154, "EPSG:2154", "proj_text_wanted"),
        (2154, "+proj=lcc +lat_0=46.5 +lon_0=3 +ellps=GRS80 +units=m", "unreadable"),
        (32648, "+proj=utm +zone=48 +ellps=WGS84 +units=m", "shift_missing"),
        (2227, "+proj=tmerc +lon_0=105 +datum=WGS84 +units=us-ft", "unit"),
        (1, "+proj=nonsense", "unreadable"),
    ],
)
def test_configuration_that_leaves_something_open_is_refused(srid, definition, code):
    with pytest.raises(UnknownCRS, match=rf"crs\.{code}"):
        LandCrs.from_definition(srid, definition)


def test_configured_degrees_are_kept_to_nine_places():
    assert LandCrs.from_definition(4326, "EPSG:4326").places == 9
    assert LandCrs.from_definition(2154, LAMBERT_93).places == 4
