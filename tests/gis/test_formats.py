"""Files of parcels: what they are, what they say, and what is refused."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Polygon

from gis.crs import Registry, vn2000
from gis.entry import round_geometry, to_ewkb
from gis.errors import UndecodableText, UnknownCRS, UnreadableFile
from gis.formats.gdal import ALLOWED, pyogrio
from gis.formats.vector import Batch, inspect, read_batches
from tests.strategies import parcels

ZONE = vn2000("105.5")
DRIVERS = {
    "parcels.gpkg": "GPKG",
    "parcels.shp": "ESRI Shapefile",
    "parcels.geojson": "GeoJSON",
    "parcels.fgb": "FlatGeobuf",
    "parcels.gml": "GML",
}
every_format = pytest.mark.parametrize("name", DRIVERS)

OWNERS = ["Nguyễn Thị Hường", "Trần Đình Phúc", "Y Blŏ"]
VRT = """<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{target}</SrcDataSource>
<GeometryType>wkbNone</GeometryType></OGRVRTLayer></OGRVRTDataSource>"""


def lots(count: int) -> np.ndarray:
    """Rows of lots of 5.5 m by 20.1 m; every other one runs the other way round."""
    left = 552800 + 5.5 * np.arange(count)
    boxes = shapely.box(left, 1061500.0, left + 5.5, 1061520.1)
    boxes[::2] = shapely.reverse(boxes[::2])
    return round_geometry(boxes, ZONE)[0]


def write(path: Path, shapes: np.ndarray, columns: dict[str, list], crs: str = ZONE.proj4) -> Path:
    """Write a file as another program would."""
    table = pa.table({**columns, "geom": pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())})
    options = {"SPATIAL_INDEX": "NO"} if path.suffix == ".fgb" else {}
    pyogrio.write_arrow(
        table,
        path,
        driver=DRIVERS[f"parcels{path.suffix}"],
        geometry_name="geom",
        geometry_type="Polygon",
        crs=crs,
        layer=None if path.suffix == ".shp" else "thua_dat",
        **options,
    )
    return path


def whole(path: Path, **options: object) -> Batch:
    """Read a small file at once."""
    (batch,) = read_batches(path, **options)
    return batch


def crs_of(name: str) -> str:
    """GeoJSON knows degrees only; GDAL would move our metres there by its own choice."""
    return "EPSG:4326" if name.endswith("geojson") else ZONE.proj4


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    columns = {"SOTHUA": ["1", "02", "003"], "CHUSD": ["An", "Ba", "Chi"]}
    return write(tmp_path / "thua.shp", lots(3), columns)


# --- what every format gives


@every_format
def test_file_is_known_by_its_content(tmp_path, name):
    path = write(tmp_path / name, lots(3), {"SOTO": ["01", "2", "3"]}, crs_of(name))
    info = inspect(path)
    assert info.driver == DRIVERS[name]
    assert "SOTO" in [field.name for field in info.fields]
    assert info.feature_count in {3, None}


@pytest.mark.parametrize("name", [name for name in DRIVERS if not name.endswith(".shp")])
def test_name_of_a_file_does_not_matter(tmp_path, name):
    path = write(tmp_path / name, lots(3), {"SOTO": ["01", "2", "3"]}, crs_of(name))
    renamed = path.rename(tmp_path / "upload.bin")
    assert inspect(renamed).driver == DRIVERS[name]
    assert len(whole(renamed)) == 3


@every_format
def test_texts_come_back_whole_and_zeros_stay(tmp_path, name):
    columns = {"SOTHUA": ["007", "7", None], "CHUSD": OWNERS}
    path = write(tmp_path / name, lots(3), columns, crs_of(name))
    batch = whole(path, columns=["CHUSD", "SOTHUA"])
    assert batch.columns["CHUSD"] == OWNERS
    # A DBF has no way to say that there is nothing but the empty text.
    assert batch.columns["SOTHUA"] == ["007", "7", "" if name.endswith("shp") else None]


@every_format
def test_areas_come_back_as_the_decimals_that_were_written(tmp_path, name):
    written = ["254881.0", "110.55", "0.1"]
    columns = {"DT": [float(area) for area in written]}
    path = write(tmp_path / name, lots(3), columns, crs_of(name))
    found = whole(path).columns["DT"]
    assert [Decimal(area) for area in found] == [Decimal(area) for area in written]


@every_format
def test_rings_come_back_bit_for_bit(tmp_path, name):
    shapes = lots(4)
    shapes[3] = shapes[3].difference(shapely.box(552818, 1061502, 552820, 1061504))
    path = write(tmp_path / name, shapes, {"SO": ["1", "2", "3", "4"]}, crs_of(name))
    read = whole(path).geometry
    if name.endswith((".shp", ".geojson")):
        # These two prescribe a direction, so the writer turned some rings; the reader must not.
        assert all(map(shapely.equals, read, shapes))
    else:
        assert [shape.wkb for shape in read] == [shape.wkb for shape in shapes]


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(parcels(), min_size=1, max_size=4))
def test_parcels_read_back_as_written(tmp_path, drawn):
    shapes = round_geometry(np.array(drawn, dtype=object), ZONE)[0]
    path = tmp_path / "drawn.gpkg"
    path.unlink(missing_ok=True)
    write(path, shapes, {"SO": [str(at) for at in range(len(shapes))]})
    read = whole(path).geometry
    assert to_ewkb(read, ZONE).tolist() == to_ewkb(shapes, ZONE).tolist()


@every_format
def test_batches_follow_one_another_and_miss_nothing(tmp_path, name):
    numbers = [str(at) for at in range(25)]
    path = write(tmp_path / name, lots(25), {"SO": numbers}, crs_of(name))
    batches = list(read_batches(path, ["SO"], batch_size=10))
    assert max(map(len, batches)) <= 10
    assert [batch.first_row for batch in batches] == np.cumsum(
        [0, *map(len, batches[:-1])]
    ).tolist()
    assert [number for batch in batches for number in batch.columns["SO"]] == numbers


@every_format
def test_reading_leaves_nothing_beside_the_file(tmp_path, name):
    path = write(tmp_path / name, lots(3), {"SO": ["1", "2", "3"]}, crs_of(name))
    for stray in tmp_path.glob("*.[gx][fs][sd]"):
        stray.unlink()
    before = sorted(tmp_path.iterdir())
    inspect(path)
    whole(path)
    assert sorted(tmp_path.iterdir()) == before


@every_format
def test_cut_file_is_refused_and_never_half_read(tmp_path, name):
    count = 2_000
    numbers = [f"thửa số {at}" for at in range(count)]
    path = write(tmp_path / name, lots(count), {"SO": numbers}, crs_of(name))
    raw = path.read_bytes()
    for kept in (0.3, 0.7, 0.999):
        path.write_bytes(raw[: int(len(raw) * kept)])
        with pytest.raises(UnreadableFile, match=r"file\.(part_)?broken"):
            list(read_batches(path))


@every_format
def test_column_that_is_not_there_is_named_with_those_that_are(tmp_path, name):
    path = write(tmp_path / name, lots(1), {"SO_THUA": ["1"]}, crs_of(name))
    with pytest.raises(UnreadableFile, match=r"file\.column_missing") as refusal:
        whole(path, columns=["SOTHUA"])
    assert "SO_THUA" in refusal.value.facts["names"]


@pytest.mark.parametrize("name", ["parcels.gpkg", "parcels.shp", "parcels.fgb", "parcels.gml"])
def test_zone_in_a_file_is_recognised(tmp_path, name):
    path = write(tmp_path / name, lots(1), {"SO": ["1"]}, "EPSG:9209")
    assert Registry().recognise(inspect(path).crs_found).crs == ZONE


@pytest.mark.parametrize("name", ["parcels.gpkg", "parcels.shp", "parcels.fgb"])
def test_missing_coordinate_system_is_not_invented(tmp_path, name):
    path = write(tmp_path / name, lots(1), {"SO": ["1"]})
    if name.endswith(".shp"):
        path.with_suffix(".prj").unlink()
    else:
        path.unlink()
        with pytest.warns(UserWarning, match="crs"):
            write(path, lots(1), {"SO": ["1"]}, None)
    assert inspect(path).crs_found is None


# --- files that are not what they seem


def test_vrt_under_another_name_is_refused(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret\n")
    for name in ("x.geojson", "x.gpkg", "x.gml", "x.shp", "x.vrt"):
        path = tmp_path / name
        path.write_text(VRT.format(target=secret))
        with pytest.raises(UnreadableFile, match=r"file\.(unknown_kind|part_missing)"):
            list(read_batches(path))


@pytest.mark.parametrize(
    "root",
    [
        '<OGRVRTDataSource xmlns:gml="http://www.opengis.net/gml">',
        '<FeatureCollection xmlns="http://example.org">',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        "not xml <",
        '<?xml version="1.0" encoding="utf-0"?><FeatureCollection>',
    ],
)
def test_xml_that_is_no_gml_is_refused(tmp_path, root):
    path = tmp_path / "x.gml"
    path.write_text(f"{root}</x>")
    with pytest.raises(UnreadableFile, match=r"file\.unknown_kind"):
        inspect(path)


def test_gml_with_a_doctype_is_refused(tmp_path):
    gml = write(tmp_path / "x.gml", lots(1), {"SO": ["1"]})
    text = gml.read_text()
    bomb = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    head, _, rest = text.partition("?>")
    gml.write_text(f"{head}?>{bomb}{rest.replace('>1<', '>&e;<')}")
    with pytest.raises(UnreadableFile, match=r"file\.xml_with_doctype"):
        list(read_batches(gml))


def test_doctype_in_another_width_of_letters_is_refused_too(tmp_path):
    path = tmp_path / "x.gml"
    path.write_text('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>', encoding="utf-16")
    with pytest.raises(UnreadableFile, match=r"file\.(xml_with_doctype|unknown_kind)"):
        inspect(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"Topology","objects":{}}',
        '{"spatialReference":{"wkid":4326},"rings":[]}',
        "[1, 2]",
        "just words",
    ],
)
def test_text_that_is_no_geojson_is_refused(tmp_path, text):
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(UnreadableFile, match=r"file\.unknown_kind"):
        inspect(path)


def test_plain_sqlite_is_no_geopackage(tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + bytes(100))
    with pytest.raises(UnreadableFile, match=r"file\.unknown_kind"):
        inspect(path)


@pytest.mark.parametrize("content", [b"", b"\n \n", bytes(500)])
def test_empty_file_is_called_empty(tmp_path, content):
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"file\.empty"):
        inspect(path)


def test_file_that_is_not_there_is_called_missing(tmp_path):
    with pytest.raises(UnreadableFile, match=r"file\.missing"):
        inspect(tmp_path / "x.gpkg")


def test_gdal_of_a_fresh_process_has_only_the_allowed_drivers():
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from gis.formats.gdal import *; print(*pyogrio.list_drivers(), sep=';')",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert set(said.strip().split(";")) - {"MEM"} == ALLOWED


def test_geopackage_with_unsaved_changes_is_refused(tmp_path):
    path = write(tmp_path / "x.gpkg", lots(1), {"SO": ["1"]})
    path.with_name("x.gpkg-wal").write_bytes(b"x" * 100)
    with pytest.raises(UnreadableFile, match=r"file\.in_use"):
        inspect(path)


def test_layer_must_be_named_when_there_are_several(tmp_path):
    path = write(tmp_path / "x.gpkg", lots(2), {"SO": ["1", "2"]})
    table = pa.table({"geom": pa.array(shapely.to_wkb(lots(1)).tolist(), pa.binary())})
    pyogrio.write_arrow(
        table, path, layer="nha", driver="GPKG", geometry_name="geom", geometry_type="Polygon",
        crs=ZONE.proj4, append=True,
    )  # fmt: skip
    with pytest.raises(UnreadableFile, match=r"file\.several_layers") as refusal:
        inspect(path)
    assert refusal.value.facts["names"] == "thua_dat, nha"
    assert len(whole(path, layer="nha")) == 1
    with pytest.raises(UnreadableFile, match=r"file\.layer_missing"):
        inspect(path, layer="duong")


# --- GeoJSON and GML by hand


def geojson(path: Path, features: str, head: str = "") -> Path:
    path.write_text(f'{{"type":"FeatureCollection",{head}"features":[{features}]}}')
    return path


def feature(properties: str, ring: str = "[[0,0],[1,0],[1,1],[0,0]]") -> str:
    shape = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    return f'{{"type":"Feature","properties":{properties},"geometry":{shape}}}'


def test_numbers_of_geojson_come_as_written(tmp_path):
    written = ["125.40", "0.1", "1234567.891", "1e-7", "3"]
    path = geojson(tmp_path / "x.json", ",".join(feature(f'{{"dt":{text}}}') for text in written))
    found = whole(path).columns["dt"]
    assert found == [Decimal(text) for text in written]
    assert [str(area) for area in found] == ["125.4", "0.1", "1234567.891", "1E-7", "3"]


def test_not_a_number_stays_not_a_number(tmp_path):
    path = geojson(tmp_path / "x.json", feature('{"dt":NaN}') + "," + feature('{"dt":1.5}'))
    found = whole(path).columns["dt"]
    assert found[0].is_nan()
    assert found[1] == Decimal("1.5")


def test_open_ring_and_missing_geometry_are_findings_not_failures(tmp_path):
    features = [
        feature('{"so":"1"}', "[[0,0],[1,0],[1,1],[0,1]]"),
        '{"type":"Feature","properties":{"so":"2"},"geometry":null}',
        feature('{"so":"3"}'),
    ]
    batch = whole(geojson(tmp_path / "x.json", ",".join(features)))
    assert {at: finding.rule for at, finding in batch.findings.items()} == {
        0: "GEOM-14",
        1: "GEOM-01",
    }
    assert batch.columns["so"] == ["1", "2", "3"]


def test_ring_of_geojson_keeps_its_start_and_direction(tmp_path):
    ring = [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
    clockwise = ring[::-1]
    features = ",".join(feature("{}", json.dumps(line)) for line in (ring, clockwise))
    read = whole(geojson(tmp_path / "x.json", features)).geometry
    assert [shapely.get_coordinates(shape).tolist() for shape in read] == [ring, clockwise]


def test_geojson_without_a_system_is_wgs84_by_its_standard(tmp_path):
    assert inspect(geojson(tmp_path / "x.json", feature("{}"))).crs_found == "EPSG:4326"


def test_geojson_of_old_may_name_a_zone(tmp_path):
    head = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9209"}},'
    path = geojson(tmp_path / "x.json", feature("{}"), head)
    assert Registry().recognise(inspect(path).crs_found).crs == ZONE


def test_decomposed_text_is_composed(tmp_path):
    path = geojson(tmp_path / "x.json", feature('{"ten":"Nguye\\u0302\\u0303n"}'))
    assert whole(path).columns["ten"] == ["Nguy\u1ec5n"]


def test_utf8_stated_for_a_file_that_is_unicode_changes_nothing(tmp_path):
    path = geojson(tmp_path / "x.json", feature('{"ten":"Đặng Thuỳ Trâm"}'))
    assert whole(path, encoding="UTF-8").columns == whole(path).columns


def test_file_without_features_gives_none(tmp_path):
    path = geojson(tmp_path / "x.json", "")
    assert inspect(path).feature_count == 0
    assert list(read_batches(path)) == []


def test_numbers_of_gml_keep_their_zeros(tmp_path):
    path = write(tmp_path / "x.gml", lots(2), {"SO": ["0012", "7"], "DT": [110.50, 2.0]})
    path.with_suffix(".xsd").unlink()
    assert whole(path).columns["SO"] == ["0012", "7"]


# --- Shapefiles


def dbf(
    path: Path, fields: list[tuple[str, str, int, int]], rows: list[bytes], language: int = 0
) -> None:
    """Write a table byte by byte."""
    width = 1 + sum(size for _, _, size, _ in fields)
    start = 32 + 32 * len(fields) + 1
    head = struct.pack("<B3xIHH17xB2x", 3, len(rows), start, width, language)
    columns = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), size, places)
        for name, kind, size, places in fields
    )
    path.write_bytes(head + columns + b"\r" + b"".join(rows))


def set_table(
    shp: Path, fields: list[tuple[str, str, int, int]], rows: list[bytes], **options: int
) -> None:
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    dbf(shp.with_suffix(".dbf"), fields, rows, **options)


def test_digits_of_a_table_are_taken_as_they_stand(shapefile):
    numbers = ["254881.000000000000000", "123456789.123456", "110.50"]
    rows = [b" " + number.rjust(24).encode() for number in numbers]
    set_table(shapefile, [("DT_PL", "N", 24, 15)], rows)
    found = whole(shapefile).columns["DT_PL"]
    assert list(map(str, found)) == ["254881", "123456789.123456", "110.5"]


def test_double_printed_in_full_means_its_shortest_decimal(shapefile):
    numbers = ["110.549999999999997", "0.299999999999999989", "1061500.123399999924004"]
    rows = [b" " + number.rjust(24).encode() for number in numbers]
    set_table(shapefile, [("DT_PL", "N", 24, 15)], rows)
    assert list(map(str, whole(shapefile).columns["DT_PL"])) == ["110.55", "0.3", "1061500.1234"]


def test_number_that_did_not_fit_is_not_a_number(shapefile):
    set_table(shapefile, [("DT", "N", 6, 1)], [b"  110.5", b" ******", b"       "])
    found = whole(shapefile).columns["DT"]
    assert found[0] == Decimal("110.5")
    assert found[1].is_nan()
    assert found[2] is None


def test_table_has_whole_numbers_dates_and_yes_or_no(shapefile):
    fields = [("SO", "N", 4, 0), ("NGAY", "D", 8, 0), ("CO", "L", 1, 0)]
    set_table(shapefile, fields, [b"   1220261122T", b"   -3        ?", b"    020261399F"])
    batch = whole(shapefile)
    assert batch.columns["SO"] == [12, -3, 0]
    assert [day and day.isoformat() for day in batch.columns["NGAY"]] == ["2026-11-22", None, None]
    assert batch.columns["CO"] == [True, None, False]


def test_legacy_text_is_read_from_its_bytes(shapefile):
    names = [b"Nguy\xd4n Th\xde M\xad\xeai", b"Tr\xc7n \xa7\xd2", b"An"]
    set_table(shapefile, [("CHUSD", "C", 30, 0)], [b" " + name.ljust(30) for name in names])
    found = whole(shapefile, encoding="TCVN3").columns["CHUSD"]
    assert found == ["Nguyễn Thị Mười", "Trần Đề", "An"]


def test_columns_may_have_encodings_of_their_own(shapefile):
    fields = [("CHUSD", "C", 10, 0), ("XA", "C", 10, 0)]
    row = b" " + b"\xa7\xd2".ljust(10) + "Đề".encode().ljust(10)
    set_table(shapefile, fields, [row] * 3)
    batch = whole(shapefile, encoding={"CHUSD": "TCVN3", "XA": "UTF-8"})
    assert batch.columns == {"CHUSD": ["Đề"] * 3, "XA": ["Đề"] * 3}


def test_encoding_that_is_nowhere_stated_is_not_guessed(shapefile):
    set_table(shapefile, [("CHUSD", "C", 10, 0)], [b" " + b"\xa7\xd2".ljust(10)] * 3)
    assert inspect(shapefile).encoding_found is None
    with pytest.raises(UnreadableFile, match=r"file\.encoding_missing") as refusal:
        whole(shapefile)
    assert refusal.value.facts["column"] == "CHUSD"


def test_encoding_that_is_stated_is_reported_and_used(shapefile):
    set_table(
        shapefile, [("CHUSD", "C", 10, 0)], [b" " + b"\xc9t\xe9".ljust(10)] * 3, language=0x57
    )
    assert inspect(shapefile).encoding_found == "CP1252"
    assert whole(shapefile).columns["CHUSD"] == ["Été"] * 3
    shapefile.with_suffix(".cpg").write_text("ISO-8859-1\n")
    assert inspect(shapefile).encoding_found == "ISO-8859-1"


def test_byte_that_means_nothing_is_a_finding_of_its_row(shapefile):
    rows = [b" " + name.ljust(10) for name in (b"An", b"\x80\x81", b"Chi")]
    set_table(shapefile, [("CHUSD", "C", 10, 0)], rows)
    batch = whole(shapefile, encoding="TCVN3")
    assert batch.columns["CHUSD"] == ["An", None, "Chi"]
    finding = batch.findings[1]
    assert (finding.rule, finding.facts["column"], finding.facts["byte"]) == (
        "TEXT-01",
        "CHUSD",
        "80",
    )


def test_unknown_encoding_stops_the_reading(shapefile):
    with pytest.raises(UndecodableText, match=r"text\.unknown_encoding"):
        whole(shapefile, encoding="VISCII")


def test_deleted_records_do_not_shift_the_others(shapefile):
    rows = [b" " + b"1", b"*" + b"2", b" " + b"3"]
    set_table(shapefile, [("SO", "C", 1, 0)], rows)
    batch = whole(shapefile)
    expected = lots(3)
    assert batch.columns["SO"] == ["1", "3"]
    assert batch.geometry[1].equals(expected[2])


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_missing_part_is_named(shapefile, part):
    shapefile.with_suffix(part).unlink()
    with pytest.raises(UnreadableFile, match=r"file\.part_missing") as refusal:
        inspect(shapefile)
    assert refusal.value.facts["part"] == part


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_cut_part_is_named(shapefile, part):
    whole_part = shapefile.with_suffix(part).read_bytes()
    shapefile.with_suffix(part).write_bytes(whole_part[:-20])
    with pytest.raises(UnreadableFile, match=r"file\.(part_broken|parts_differ)"):
        inspect(shapefile)


def test_table_of_another_shapefile_is_refused(shapefile):
    set_table(shapefile, [("SO", "C", 1, 0)], [b" 1"])
    with pytest.raises(UnreadableFile, match=r"file\.parts_differ") as refusal:
        inspect(shapefile)
    assert (refusal.value.facts["shapes"], refusal.value.facts["records"]) == (3, 1)


def test_parts_may_be_in_capitals(shapefile):
    shapefile.with_suffix(".dbf").rename(shapefile.with_name("THUA.DBF"))
    shapefile.rename(shapefile.with_name("Thua.SHP"))
    assert len(whole(shapefile.with_name("Thua.SHP"))) == 3


def test_folder_with_one_shapefile_is_read(shapefile):
    assert inspect(shapefile.parent).layer == "thua"
    shutil.copy(shapefile, shapefile.with_name("khac.shp"))
    with pytest.raises(UnreadableFile, match=r"file\.several_shapefiles"):
        inspect(shapefile.parent)


def zipped(shapefile: Path, folder: str = "") -> Path:
    archive = shapefile.with_name("gui.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for part in shapefile.parent.glob("thua.*"):
            bundle.write(part, f"{folder}{part.name}")
    return archive


@pytest.mark.parametrize("folder", ["", "xa An Thạnh/", "../../"])
def test_zip_with_one_shapefile_is_read_and_unpacks_nowhere_else(shapefile, folder):
    archive = zipped(shapefile, folder)
    before = sorted(shapefile.parent.parent.iterdir())
    batch = whole(archive)
    assert batch.columns["SOTHUA"] == ["1", "02", "003"]
    assert sorted(shapefile.parent.parent.iterdir()) == before


def test_zip_without_a_shapefile_is_refused(tmp_path):
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("x.txt", "x")
    with pytest.raises(UnreadableFile, match=r"file\.no_shapefile"):
        inspect(archive)


def test_broken_zip_is_refused(shapefile):
    archive = zipped(shapefile)
    archive.write_bytes(archive.read_bytes()[:-50])
    with pytest.raises(UnreadableFile, match=r"file\.broken"):
        inspect(archive)


def test_zip_that_blows_up_is_refused(shapefile):
    archive = shapefile.with_name("bomb.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("x.dbf", bytes(70 << 20))
        bundle.writestr("x.shp", b"x")
    with pytest.raises(UnreadableFile, match=r"file\.zip_too_large"):
        inspect(archive)


def test_rings_of_a_shapefile_keep_start_and_direction(tmp_path):
    """Written byte by byte, with a shell that runs the wrong way round for the format."""
    ring = [
        (552800.0, 1061500.0),
        (552820.0, 1061500.0),
        (552820.0, 1061520.0),
        (552800.0, 1061500.0),
    ]
    points = b"".join(struct.pack("<dd", *corner) for corner in ring)
    box = struct.pack("<4d", 552800, 1061500, 552820, 1061520)
    record = struct.pack("<i", 5) + box + struct.pack("<iii", 1, len(ring), 0) + points
    shp = tmp_path / "tay.shp"
    for suffix, body in (
        (".shp", struct.pack(">ii", 1, len(record) // 2) + record),
        (".shx", struct.pack(">ii", 50, len(record) // 2)),
    ):
        words = (100 + len(body)) // 2
        head = struct.pack(">i20xi", 9994, words) + struct.pack("<ii", 1000, 5) + box + bytes(32)
        shp.with_suffix(suffix).write_bytes(head + body)
    dbf(shp.with_suffix(".dbf"), [("SO", "C", 1, 0)], [b" 1"])
    read = whole(shp).geometry[0]
    assert isinstance(read, Polygon)
    assert list(read.exterior.coords) == ring


def test_column_named_in_an_old_encoding_does_not_stop_the_reading(shapefile):
    set_table(shapefile, [("SO", "C", 2, 0), ("TEN", "C", 2, 0)], [b" 12ab"] * 3)
    table = shapefile.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"TEN", b"T\xd2N", 1))
    assert whole(shapefile).columns == {"SO": ["12"] * 3, "TÒN": ["ab"] * 3}


def test_unreadable_prj_is_reported_as_it_is(shapefile):
    shapefile.with_suffix(".prj").write_bytes(b'PROJCS["\xc1\xff')
    assert len(whole(shapefile)) == 3
    with pytest.raises(UnknownCRS, match=r"crs\.unreadable"):
        Registry().recognise(inspect(shapefile).crs_found)


def test_layer_whose_name_is_no_utf8_makes_the_file_broken(tmp_path):
    path = write(tmp_path / "x.fgb", lots(1), {"SO": ["1"]})
    path.write_bytes(path.read_bytes().replace(b"thua_dat", b"th\xdaa_dat"))
    with pytest.raises(UnreadableFile, match=r"file\.broken"):
        inspect(path)
