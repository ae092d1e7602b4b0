"""Real cadastral files, read as the importer reads them; see ``LANDDB_SAMPLES``."""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from gis.crs import WGS84, LandCrs, Registry
from gis.entry import Extent, admit
from gis.errors import UnreadableFile
from gis.formats.vector import Batch, inspect, read_batches
from gis.measure import areas_in, areas_m2

LAMBERT_93 = LandCrs.from_definition(
    2154,
    "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 "
    "+towgs84=0,0,0,0,0,0,0 +units=m +no_defs",
    "RGF93 / Lambert-93",
)
REGISTRY = Registry([WGS84, LAMBERT_93])
HUE = Extent(107.0, 16.0, 108.3, 16.8)

SHAPEFILE = "parcels/shp_vn2000_dev"
PLOTS = [SHAPEFILE, "parcels/dev_plots_wgs84.gpkg", "gml/dev_plots_gml32.gml"]


def whole(path: Path, **options: object) -> Batch:
    (batch,) = read_batches(path, **options)
    return batch


@pytest.fixture(scope="module")
def french(samples: Path) -> Path:
    return samples / "parcels" / "FR_91216_epinay_parcelles.geojson"


def test_french_parcels_are_read_whole_and_admitted(french):
    info = inspect(french)
    crs = REGISTRY.recognise(info.crs_found).crs
    batches = list(read_batches(french, batch_size=1_000))
    admitted = [admit(batch.geometry, crs) for batch in batches]
    assert (crs.srid, info.feature_count) == (4326, 4241)
    assert [batch.first_row for batch in batches] == [0, 1000, 2000, 3000, 4000]
    assert not any(batch.findings for batch in batches)
    assert not any(entry.findings for entry in admitted)
    # The file has seven places, we keep nine: rounding finds nothing to move.
    assert max(entry.largest_move.distance for entry in admitted) < Decimal("1e-14")


def test_french_attributes_equal_those_of_the_json(french):
    told = [each["properties"] for each in json.loads(french.read_text())["features"]]
    columns = whole(french).columns
    assert columns["id"] == [each["id"] for each in told]
    assert columns["contenance"] == [each.get("contenance") for each in told]
    assert columns["section"] == [each["section"] for each in told]


def test_french_corners_equal_those_of_the_json(french):
    told = [each["geometry"]["coordinates"] for each in json.loads(french.read_text())["features"]]
    read = whole(french).geometry
    rings = [
        [ring.coords[:] for ring in (shape.exterior, *shape.interiors)]
        for shape in read
        if shape.geom_type == "Polygon"
    ]
    written = [[[tuple(corner) for corner in ring] for ring in polygon] for polygon in told]
    assert rings == written


def test_french_areas_agree_with_a_computation_by_others(french):
    """PROJ's own way from WGS 84 to Lambert-93, and the areas of GEOS."""
    shapes = admit(whole(french).geometry, WGS84).geometry
    ours = areas_in(shapes, WGS84, LAMBERT_93)
    way = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)  # noqa: TID251
    theirs = shapely.area(
        shapely.transform(shapes, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1])))
    )
    assert max(abs(float(area) - other) for area, other in zip(ours, theirs, strict=True)) < 0.1


def test_french_areas_on_paper_differ_from_the_map_for_nine_in_ten(french):
    batch = whole(french, columns=["contenance"])
    measured = areas_in(admit(batch.geometry, WGS84).geometry, WGS84, LAMBERT_93)
    apart = [
        abs(on_map - on_paper)
        for on_map, on_paper in zip(measured, batch.columns["contenance"], strict=True)
        if on_paper is not None
    ]
    share = sum(difference > Decimal("0.5") for difference in apart) / len(apart)
    assert 0.85 < share < 0.95


@pytest.mark.parametrize("name", PLOTS)
def test_plots_are_read_with_their_names_in_tcvn3(samples, name):
    batch = whole(samples / name, encoding="TCVN3")
    assert len(batch) == 150
    assert batch.columns["CHUSD"][:2] == ["Nguyễn Thị Hường", "Trần Đình Phúc"]
    assert not batch.findings


@pytest.mark.parametrize("name", PLOTS[:2])
def test_areas_of_plots_are_exact(samples, name):
    found = whole(samples / name).columns["DT_PL"]
    assert list(map(str, found[:2])) == ["254881", "12720"]
    assert all(isinstance(area, Decimal) for area in found)


def test_shapefile_is_recognised_as_the_zone_of_hue(samples):
    info = inspect(samples / SHAPEFILE)
    assert info.encoding_found == "ISO-8859-1"
    assert REGISTRY.recognise(info.crs_found).crs.srid == 910700


def test_plots_lie_in_hue_and_are_rounded_by_less_than_a_tenth_of_a_millimetre(samples):
    zone = REGISTRY.get(910700)
    admitted = admit(whole(samples / SHAPEFILE).geometry, zone, HUE)
    assert admitted.findings == {}
    assert Decimal("0.00004") < admitted.largest_move.distance <= Decimal("0.00005")
    assert min(areas_m2(admitted.geometry)) > 0


def test_plots_with_axes_swapped_are_refused_with_the_hint(samples):
    turned = shapely.transform(whole(samples / SHAPEFILE).geometry, lambda xy: xy[:, ::-1])
    admitted = admit(turned, REGISTRY.get(910700), HUE)
    codes = {finding.message_code for finding in admitted.findings.values()}
    assert (len(admitted.findings), codes) == (150, {"geometry.axes_swapped"})


def test_corners_of_the_shapefile_equal_its_bytes(samples):
    """Read record by record: content, number of parts, then points from the end of the parts."""
    raw = (samples / SHAPEFILE / "dev_plots.shp").read_bytes()
    written = []
    at = 100
    while at < len(raw):
        length = struct.unpack_from(">ii", raw, at)[1] * 2
        parts, points = struct.unpack_from("<ii", raw, at + 8 + 36)
        first = at + 8 + 44 + 4 * parts
        written.append(np.frombuffer(raw, "<f8", points * 2, first).reshape(-1, 2))
        at += 8 + length
    read = whole(samples / SHAPEFILE).geometry
    assert len(read) == len(written)
    assert all(
        np.array_equal(shapely.get_coordinates(shape), corners)
        for shape, corners in zip(read, written, strict=True)
    )


def test_gml_and_geopackage_of_the_same_plots_agree(samples):
    by_gml = whole(samples / PLOTS[2]).geometry
    by_gpkg = whole(samples / PLOTS[1]).geometry
    assert all(
        np.abs(shapely.get_coordinates(one) - shapely.get_coordinates(other)).max() < 1e-9
        for one, other in zip(by_gml, by_gpkg, strict=True)
    )


def test_drawing_is_not_taken_for_parcels(samples):
    with pytest.raises(UnreadableFile, match=r"file\.unknown_kind"):
        inspect(samples / "dxf" / "MODEL.dxf")
