"""Real cadastres, imported as an office would: areas equal the file's own and two other computations."""

from __future__ import annotations

import json
import struct
import tomllib
from decimal import Decimal

import pyogrio
import pyproj
import pytest
import shapely
from sqlalchemy import text

from landdb.actor import system_actor
from landdb.db import make_engine, transaction
from landdb.errors import RuleBroken
from landdb.keys import Keys
from landdb.offices.rules import parse_offices
from landdb.offices.services import add_crs, load_offices
from tests.conftest import copy_of
from tests.landdb.parcel_files import load

OFFICES = """
[[unit]]
level = "province"
code = "FR91"
name = "Essonne"
type = "Département"

[[unit]]
code = "91216"
name = "Épinay-sur-Orge"
type = "Commune"
parent = "FR91"

[[unit]]
level = "province"
code = "46"
name = "Huế"
type = "Thành phố"
valid_from = 2025-07-01

[[unit]]
code = "99046"
name = "Thử"
type = "Phường"
parent = "46"
valid_from = 2025-07-01

[[office]]
id = "FR.91"
name = "Essonne (thử)"
valid_from = 2020-01-01
serves = ["91216"]

[[office]]
id = "VN.46"
name = "Chi nhánh thử"
valid_from = 2025-07-01
serves = ["99046"]
"""

FRENCH = """
[crs]
srid = 4326

[sheet]
number = { column = "section" }
commune = { column = "commune" }

[parcel]
number = { column = "numero" }
national_id = { column = "id" }
legal_area = { column = "contenance" }
"""

PLOTS = """
[file]
encoding = "TCVN3"

[crs]
read = true

[sheet]
number = "1"
commune = "99046"

[parcel]
number = { column = "SO_THUA" }
legal_area = { column = "DT_PL" }

[holder]
name = { column = "CHUSD" }
"""

SHAPEFILE = "parcels/shp_vn2000_dev"
IN_DEGREES = ["parcels/dev_plots_wgs84.gpkg", "gml/dev_plots_gml32.gml"]
TO_TENTH_M2 = 0.1


def prepare(engine):
    """Make the offices and systems of the samples; WGS 84 measures in Lambert-93, as the French do."""
    with transaction(engine, system_actor("migration", "FR.91")) as session:
        load_offices(session, parse_offices(Keys("", tomllib.loads(OFFICES))))
        add_crs(session, 2154, "RGF93 / Lambert-93", area_srid=None)
        add_crs(session, 4326, "WGS 84", area_srid=2154)


@pytest.fixture
def office_of_samples(engine):
    prepare(engine)
    return engine


def rows(engine, statement):
    with engine.connect() as connection:
        return connection.execute(text(statement)).all()


@pytest.fixture(scope="module")
def french(template, samples, tmp_path_factory):
    """The French cadastre, loaded once for all that only read it."""
    path = samples / "parcels" / "FR_91216_epinay_parcelles.geojson"
    with copy_of(template) as made:
        engine = make_engine(made.app_url)
        prepare(engine)
        state_dir = tmp_path_factory.mktemp("state")
        report = load(engine, path, FRENCH, office="FR.91", state_dir=state_dir)
        assert (report.loaded, report.refused) == (4241, 0)
        yield engine, json.loads(path.read_text())["features"]
        engine.dispose()


def test_french_legal_areas_and_numbers_equal_the_attributes_of_the_file(french):
    engine, features = french
    told = {
        each["properties"]["id"]: (
            each["properties"]["section"],
            each["properties"]["numero"],
            each["properties"].get("contenance"),
        )
        for each in features
    }
    kept = {
        national_id: (section, number, area)
        for national_id, section, number, area in rows(
            engine,
            "SELECT p.national_id, s.number, v.number, v.legal_area_m2 FROM parcel_version v"
            " JOIN parcel p ON p.id = v.parcel_id JOIN sheet s ON s.id = v.sheet_id",
        )
    }
    assert kept == told


def test_french_computed_areas_equal_those_of_postgis_and_of_pyproj(french):
    engine, features = french
    # PROJ's own choice, as a witness that knows nothing of ours.
    to_lambert = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)  # noqa: TID251
    own = {
        each["properties"]["id"]: shapely.transform(
            shapely.geometry.shape(each["geometry"]), to_lambert.transform, interleaved=False
        ).area
        for each in features
    }
    kept = rows(
        engine,
        "SELECT p.national_id, v.computed_area_m2, ST_Area(ST_Transform(v.geom, 2154))"
        " FROM parcel_version v JOIN parcel p ON p.id = v.parcel_id",
    )
    assert max(abs(float(area) - postgis) for _, area, postgis in kept) < TO_TENTH_M2
    assert max(abs(float(area) - own[number]) for number, area, _ in kept) < TO_TENTH_M2


def test_french_geometry_is_the_file_s_own_to_the_last_digit(french):
    engine, features = french
    kept = dict(
        rows(
            engine,
            "SELECT p.national_id, ST_AsBinary(v.geom) FROM parcel_version v"
            " JOIN parcel p ON p.id = v.parcel_id",
        )
    )
    for each in features:
        (part,) = shapely.from_wkb(bytes(kept[each["properties"]["id"]])).geoms
        rings = [part.exterior, *part.interiors]
        told = each["geometry"]["coordinates"]
        assert [[list(xy) for xy in ring.coords] for ring in rings] == told


def dbf_areas(path):
    """The digits of the area column as they stand in the DBF, read byte by byte."""
    raw = path.read_bytes()
    count, start, width = struct.unpack_from("<IHH", raw, 4)
    at, places = 1, {}
    for offset in range(32, start - 1, 32):
        name, size = raw[offset : offset + 11].split(b"\0")[0].decode(), raw[offset + 16]
        places[name] = (at, size)
        at += size
    begin, size = places["DT_PL"]
    return [
        Decimal(raw[start + row * width + begin :][:size].decode().strip()) for row in range(count)
    ]


def test_the_vn2000_shapefile_loads_with_its_tcvn3_names_and_its_own_areas(
    office_of_samples, samples, tmp_path
):
    path = samples / SHAPEFILE / "dev_plots.shp"
    report = load(office_of_samples, path, PLOTS, office="VN.46", state_dir=tmp_path)
    kept = rows(
        office_of_samples,
        "SELECT v.number::int, v.legal_area_m2, v.computed_area_m2, ST_Area(v.geom), v.srid, p.name"
        " FROM parcel_version v JOIN baunit_parcel b ON b.parcel_id = v.parcel_id"
        " JOIN rrr r ON r.baunit_id = b.baunit_id JOIN rrr_version w ON w.rrr_id = r.id"
        " JOIN share h ON h.rrr_version_id = w.id JOIN party p ON p.id = h.party_id ORDER BY 1",
    )
    shapes = pyogrio.read_dataframe(path).geometry
    assert (report.loaded, report.crs_name) == (150, "VN-2000 / TM-3 107-00")
    assert {row[4] for row in kept} == {910700}
    assert [row[1] for row in kept] == dbf_areas(path.with_suffix(".dbf"))
    assert max(abs(float(row[2]) - row[3]) for row in kept) < TO_TENTH_M2
    assert max(abs(float(row[2]) - shape.area) for row, shape in zip(kept, shapes, strict=True)) < TO_TENTH_M2  # fmt: skip
    assert kept[0][5] == "Nguyễn Thị Hường"
    assert {row[5] for row in kept} >= {"Trần Đình Phúc", "Lê Hoàng Quý", "Phạm Thị Mỹ Lệ"}
    assert report.largest_move <= Decimal("0.00005")


def test_a_shapefile_says_latin_1_over_tcvn3_and_is_not_believed(
    office_of_samples, samples, tmp_path
):
    stated_by_nobody = PLOTS.replace('encoding = "TCVN3"', "")
    with pytest.raises(RuleBroken) as refusal:
        load(office_of_samples, samples / SHAPEFILE, stated_by_nobody, office="VN.46", state_dir=tmp_path)  # fmt: skip
    assert refusal.value.code == "IMP-72"
    assert refusal.value.facts["column"] == "CHUSD"


def test_the_folder_of_a_shapefile_is_the_same_file(office_of_samples, samples, tmp_path):
    load(office_of_samples, samples / SHAPEFILE / "dev_plots.shp", PLOTS, office="VN.46", state_dir=tmp_path)  # fmt: skip
    with pytest.raises(RuleBroken) as refusal:
        load(office_of_samples, samples / SHAPEFILE, PLOTS, office="VN.46", state_dir=tmp_path)
    assert refusal.value.code == "IMP-70"


@pytest.mark.parametrize("name", IN_DEGREES)
def test_the_same_plots_in_other_formats_keep_numbers_names_and_areas(
    office_of_samples, samples, tmp_path, name
):
    report = load(office_of_samples, samples / name, PLOTS, office="VN.46", state_dir=tmp_path)
    kept = rows(
        office_of_samples,
        "SELECT number::int, legal_area_m2, srid FROM parcel_version ORDER BY number::int",
    )
    names = rows(office_of_samples, "SELECT DISTINCT name FROM party")
    assert (report.loaded, {row[2] for row in kept}) == (150, {4326})
    assert [row[0] for row in kept] == list(range(1, 151))
    assert [row[1] for row in kept] == dbf_areas(samples / SHAPEFILE / "dev_plots.dbf")
    assert ("Nguyễn Thị Hường",) in names
