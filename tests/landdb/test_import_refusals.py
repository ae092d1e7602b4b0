"""Bad input: each kind gets its own rule, and the register stays as it was."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, text

from landdb import keys
from landdb.cli import parcels as command
from landdb.db import make_engine, transaction
from landdb.errors import LandError, Unavailable
from landdb.messages import imports, sentence
from landdb.offices import services
from landdb.parcels import checking, importing, loading, mapping, rules
from landdb.sources import store
from tests.conftest import copy_of
from tests.factories import commune_id, make_parcel, make_sheet, officer
from tests.landdb.parcel_files import MAPPING, feature, load, rules_of, write

#: The registered features are refused by exactly this rule, whatever else the file holds.
FEATURES = {
    "no sheet number": ({"to": None}, "IMP-30"),
    "a blank sheet number": ({"to": "  "}, "IMP-30"),
    "sheet 0": ({"to": "0"}, "IMP-37"),
    "no parcel number": ({"thua": None}, "IMP-31"),
    "a blank parcel number": ({"thua": ""}, "IMP-31"),
    "a number of several lines": ({"thua": "1\n2"}, "IMP-32"),
    "a number that is a text": ({"thua": "thửa đất của ông Nguyễn Văn A, ấp 1"}, "IMP-32"),
    "an area in words": ({"dt": "bốn trăm"}, "IMP-40"),
    "an area with a comma where none is stated": ({"dt": "1,5"}, "IMP-40"),
    "an area that is NaN": ({"dt": "NaN"}, "IMP-40"),
    "an area below zero": ({"dt": -4}, "IMP-41"),
    "an area of zero": ({"dt": 0}, "IMP-41"),
    "an area beyond any province": ({"dt": 1e12}, "IMP-42"),
    "an area with too many decimals": ({"dt": 400.25}, "IMP-43"),
    "an unknown land use": ({"loai": "XYZ"}, "IMP-45"),
    "a land use twice": ({"loai": "ODT+ODT"}, "IMP-46"),
    "a letter that was lost": ({"ten": "Nguy\ufffdn V\ufffdn A"}, "IMP-60"),
    "a control character in a text": ({"ten": "A\u0007"}, "IMP-60"),
    "no geometry": ({"geometry": None}, "GEOM-01"),
    "a line": (
        {"geometry": {"type": "LineString", "coordinates": [[585500, 1109000], [585501, 1109000]]}},
        "GEOM-03",
    ),
    "heights": (
        {"ring": [(585500, 1109000, 1), (585500, 1109020, 1), (585520, 1109020, 1)]},
        "GEOM-04",
    ),
    "an empty polygon": ({"geometry": {"type": "Polygon", "coordinates": []}}, "GEOM-05"),
    "a boundary that crosses itself": (
        {"ring": [(585500, 1109000), (585520, 1109020), (585520, 1109000), (585500, 1109020)]},
        "GEOM-08",
    ),
    "a parcel in another province": (
        {"ring": [(385500, 1109000), (385500, 1109020), (385520, 1109020)]},
        "GEOM-07",
    ),
    "swapped axes": (
        {"ring": [(1109000, 585500), (1109020, 585500), (1109020, 585520)]},
        "GEOM-07",
    ),
}


@pytest.fixture(scope="module")
def untouched(template) -> Iterator[Engine]:
    """One database for all tests after which nothing may be there."""
    with copy_of(template) as made:
        engine = make_engine(made.app_url)
        yield engine
        engine.dispose()


def parcels(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM parcel_version"))


@pytest.mark.parametrize("kind", FEATURES)
def test_a_bad_feature_is_refused_by_its_rule_and_nothing_is_loaded(untouched, tmp_path, kind):
    told, rule = FEATURES[kind]
    report = load(untouched, write(tmp_path, feature(0), feature(1, **told)))
    assert rules_of(report) == {rule: 1}
    assert next(iter(report.reasons.values())).examples[0].row == 2
    assert not report.is_committed
    assert parcels(untouched) == 0


def test_a_column_of_numbers_with_decimals_holds_no_parcel_numbers(untouched, tmp_path):
    report = load(untouched, write(tmp_path, feature(0, thua=1), feature(1, thua=12.5)))
    assert rules_of(report) == {"IMP-32": 1}


def test_swapped_axes_are_called_by_their_name(untouched, tmp_path):
    ring = FEATURES["swapped axes"][0]["ring"]
    report = load(untouched, write(tmp_path, feature(0, ring=ring)))
    assert list(report.reasons) == [("GEOM-07", "geometry.axes_swapped")]


def test_a_number_twice_in_a_file_names_the_first_place(untouched, tmp_path):
    report = load(untouched, write(tmp_path, feature(0, thua="5"), feature(1), feature(2, thua="5")), batch_size=1)  # fmt: skip
    (reason,) = report.reasons.values()
    assert (reason.rule, reason.examples[0].row) == ("IMP-33", 3)
    assert reason.examples[0].finding.facts["first"] == 1


@pytest.mark.parametrize("number", ["5", "007", "12-A"])
def test_a_number_that_the_register_has_is_refused(engine, actor, tmp_path, number):
    with transaction(engine, actor) as session:
        make_parcel(session, sheet="7", number=number)
    report = load(engine, write(tmp_path, feature(3, thua=number)))
    assert rules_of(report) == {"IMP-34": 1}


def test_a_retired_number_is_not_given_again(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        make_parcel(session, sheet="7", number="5").lifespan_end = datetime(2026, 1, 1, tzinfo=UTC)
    assert rules_of(load(engine, write(tmp_path, feature(3, thua="5")))) == {"IMP-34": 1}


def test_a_sheet_of_another_office_takes_no_parcels(engine, tmp_path):
    with transaction(engine, officer("CT.B02")) as session:
        make_sheet(session, number="7")
    report = load(engine, write(tmp_path, feature(0)))
    assert rules_of(report) == {"IMP-35": 1}


def test_an_ended_sheet_takes_no_parcels(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        session.execute(
            text("UPDATE sheet SET lifespan_end = '2026-01-01' WHERE id = :id"),
            {"id": make_sheet(session, number="7").id},
        )
    assert rules_of(load(engine, write(tmp_path, feature(0)))) == {"IMP-38": 1}


def test_an_unknown_commune_code_is_refused(untouched, tmp_path):
    text_of = MAPPING.replace('"31135"', '"99999"')
    assert rules_of(load(untouched, write(tmp_path, feature(0)), text_of)) == {"IMP-51": 1}


def test_a_code_before_its_day_is_refused(untouched, tmp_path):
    text_of = MAPPING.replace("[sheet]", "[sheet]\non = 2020-01-01")
    assert rules_of(load(untouched, write(tmp_path, feature(0)), text_of)) == {"IMP-51": 1}


def test_a_missing_commune_code_is_refused(untouched, tmp_path):
    text_of = MAPPING.replace('commune = "31135"', 'commune = { column = "xa" }')
    path = write(tmp_path, feature(0, xa="31135"), feature(1, xa=None))
    assert rules_of(load(untouched, path, text_of)) == {"IMP-50": 1}


def test_a_commune_that_the_office_does_not_serve_is_refused(untouched, tmp_path):
    report = load(untouched, write(tmp_path, feature(0)), office="CT.B02")
    assert rules_of(report) == {"IMP-52": 1}


@pytest.mark.parametrize(
    ("successors", "rule"), [(("31135", "31147"), "IMP-53"), ((), "IMP-54")]
)  # fmt: skip
def test_a_commune_that_is_no_single_commune_today_needs_a_word(
    engine, actor, tmp_path, successors, rule
):
    with transaction(engine, actor) as session:
        session.execute(
            text(
                "INSERT INTO admin_unit (id, level, code, name, unit_type, valid_to)"
                " VALUES (gen_random_uuid(), 'commune', '31178', 'Cũ', 'Xã', '2025-06-30')"
            )
        )
        for code in successors:
            session.execute(
                text(
                    "INSERT INTO admin_succession (id, predecessor_id, successor_id, kind,"
                    " effective_on, partly) SELECT gen_random_uuid(), id, :new, 'split',"
                    " '2025-07-01', true FROM admin_unit WHERE code = '31178'"
                ),
                {"new": commune_id(session, code)},
            )
    old = MAPPING.replace('commune = "31135"', 'commune = "31178"\non = 2020-01-01')
    path = write(tmp_path, feature(0))
    assert rules_of(load(engine, path, old)) == {rule: 1}


def test_land_use_areas_have_to_sum_to_the_parcel(untouched, tmp_path):
    areas = 'separator = "+" }\narea = { column = "dtl", separator = "+" }'
    text_of = MAPPING.replace('separator = "+" }', areas)
    path = write(
        tmp_path,
        feature(0, loai="ONT+CLN", dtl="150.0+249.9"),
        feature(1, loai="ONT+CLN", dtl="400"),
        feature(2, loai="ONT+CLN", dtl="150+250"),
    )
    assert rules_of(load(untouched, path, text_of)) == {"IMP-44": 1, "IMP-47": 1}


# --- the file as a whole


def refused(untouched, path: Path, text_of: str = MAPPING, **options: object) -> LandError:
    """The refusal of a whole file, after which nothing is there."""
    with pytest.raises(LandError) as refusal:
        load(untouched, path, text_of, **options)
    assert parcels(untouched) == 0
    return refusal.value


def test_a_missing_file_is_refused(untouched, tmp_path):
    assert refused(untouched, tmp_path / "không có.gpkg").code == "file.missing"


def test_an_empty_file_is_refused(untouched, tmp_path):
    path = tmp_path / "trống.geojson"
    path.write_bytes(b"")
    refusal = refused(untouched, path)
    assert (refusal.code, refusal.facts["file"]) == ("file.empty", "trống.geojson")


def test_a_file_without_features_is_refused(untouched, tmp_path):
    full = write(tmp_path, feature(0))
    frame = pyogrio.read_dataframe(full).set_crs(5897, allow_override=True)[:0]
    pyogrio.write_dataframe(frame, tmp_path / "thua.gpkg", geometry_type="Polygon", layer="thua")
    assert refused(untouched, tmp_path / "thua.gpkg").code == "IMP-71"


def test_a_cut_file_is_refused_and_what_was_read_before_the_cut_is_not_kept(untouched, tmp_path):
    whole = write(tmp_path, *(feature(at) for at in range(30)))
    cut = tmp_path / "cut.geojson"
    cut.write_bytes(whole.read_bytes()[:-700])
    assert refused(untouched, cut, batch_size=5).code.startswith("file.broken")


def test_a_file_of_another_kind_is_refused(untouched, tmp_path):
    path = tmp_path / "thua.geojson"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    assert refused(untouched, path).code == "file.unknown_kind"


def test_a_shapefile_without_its_table_is_refused(untouched, samples, tmp_path):
    for part in (samples / "parcels" / "shp_vn2000_dev").iterdir():
        if part.suffix != ".dbf":
            shutil.copyfile(part, tmp_path / part.name)
    assert refused(untouched, tmp_path / "dev_plots.shp").code == "file.part_missing"


def test_a_mapping_with_a_column_that_is_not_there_lists_those_that_are(untouched, tmp_path):
    text_of = MAPPING.replace('"dt"', '"DIENTICH"')
    refusal = refused(untouched, write(tmp_path, feature(0)), text_of)
    assert refusal.code == "IMP-05"
    assert refusal.facts == {"missing": "DIENTICH", "names": "to, thua, dt, loai, dc, ten"}


def test_a_system_that_is_not_known_here_is_refused(untouched, tmp_path):
    path = write(tmp_path, feature(0))
    assert refused(untouched, path, MAPPING.replace("910500", "32648")).code == "crs.unknown_srid"


def test_a_system_to_be_read_must_be_one_of_ours(untouched, tmp_path):
    frame = pyogrio.read_dataframe(write(tmp_path, feature(0))).set_crs(32648, allow_override=True)
    pyogrio.write_dataframe(frame, tmp_path / "thua.gpkg")
    text_of = MAPPING.replace("srid = 910500", "read = true")
    assert refused(untouched, tmp_path / "thua.gpkg", text_of).code == "crs.unknown"


def test_wgs84_is_not_taken_before_it_is_configured(untouched, tmp_path):
    text_of = MAPPING.replace("srid = 910500", "read = true")
    assert refused(untouched, write(tmp_path, feature(0)), text_of).code == "crs.unknown"


def test_a_file_without_a_system_is_not_guessed_at(untouched, samples, tmp_path):
    for part in (samples / "parcels" / "shp_vn2000_dev").iterdir():
        if part.suffix != ".prj":
            shutil.copyfile(part, tmp_path / part.name)
    text_of = MAPPING.replace("srid = 910500", "read = true").replace('"to"', '"SOCU"')
    for name, there in (("thua", "SO_THUA"), ("dt", "DT_PL"), ("ten", "CHUSD")):
        text_of = text_of.replace(f'"{name}"', f'"{there}"')
    text_of = re.sub(r"address = .*\n", "", text_of).replace(
        '{ column = "loai", separator = "+" }', '"ODT"'
    )
    assert (
        refused(untouched, tmp_path, text_of, state_dir=tmp_path.parent / "s").code == "crs.missing"
    )


def test_a_system_stated_against_the_file_is_refused(untouched, tmp_path):
    frame = pyogrio.read_dataframe(write(tmp_path, feature(0))).set_crs(5897, allow_override=True)
    pyogrio.write_dataframe(frame, tmp_path / "thua.gpkg")
    text_of = MAPPING.replace("910500", "910530")
    assert refused(untouched, tmp_path / "thua.gpkg", text_of).code == "IMP-74"


def test_an_office_that_does_not_exist_is_refused(untouched, tmp_path):
    assert refused(untouched, write(tmp_path, feature(0)), office="XX").code == "IMP-73"


def test_a_nul_that_would_cut_a_text_short_is_refused(untouched, tmp_path):
    path = write(tmp_path, feature(0), feature(1, dc="ấp\u00001"))
    assert refused(untouched, path).code == "IMP-61"


def test_text_that_looks_like_tcvn3_is_refused_with_a_hint(untouched, tmp_path):
    path = write(tmp_path, feature(0, ten="NguyÔn ThÞ H\u00adêng"), feature(1, ten="Lª Hoµng Quý"))
    refusal = refused(untouched, path)
    assert (refusal.code, refusal.facts["column"]) == ("IMP-72", "ten")


def test_text_that_is_said_to_be_tcvn3_but_is_unicode_is_refused(untouched, tmp_path):
    path = write(tmp_path, feature(0, ten="Nguyễn Văn A"))
    report = load(untouched, path, '[file]\nencoding = "TCVN3"\n' + MAPPING)
    assert rules_of(report) == {"TEXT-01": 1}


def test_an_unknown_encoding_is_refused(untouched, tmp_path):
    text_of = '[file]\nencoding = "KOI8"\n' + MAPPING
    assert refused(untouched, write(tmp_path, feature(0)), text_of).code == "text.unknown_encoding"


def test_a_database_that_is_down_is_told_and_nothing_is_kept(tmp_path):
    engine = make_engine(f"postgresql+psycopg2://landdb_app@/landdb?host={tmp_path}")
    with pytest.raises(Unavailable):
        load(engine, write(tmp_path, feature(0)))
    assert not list((tmp_path / "state" / "files").iterdir())


def test_a_coordinate_that_is_no_number_is_refused_with_its_corner(untouched, tmp_path):
    frame = pyogrio.read_dataframe(write(tmp_path, feature(0), feature(1)))
    ring = [(585500, 1109000), (585500, math.nan), (585520, 1109020), (585500, 1109000)]
    with np.errstate(invalid="ignore"):
        frame.loc[1, "geometry"] = shapely.Polygon(ring)
    pyogrio.write_dataframe(frame.set_crs(5897, allow_override=True), tmp_path / "thua.gpkg")
    report = load(untouched, tmp_path / "thua.gpkg")
    (reason,) = report.reasons.values()
    assert (reason.rule, reason.examples[0].finding.facts) == ("GEOM-06", {"corner": 2})


# --- the sentences


def rules_in(module) -> set[str]:
    return set(re.findall(r'"((?:IMP|CFG|SRC|CRS|OFF)-\d\d)"', Path(module.__file__).read_text()))


def test_every_rule_of_the_import_has_a_vietnamese_and_an_english_sentence():
    modules = (checking, importing, loading, mapping, rules, keys, services, store, command)
    used = set().union(*(rules_in(module) for module in modules))
    assert used == {code for code in imports.SENTENCES if re.fullmatch(r"[A-Z]+-\d\d", code)}
    for code in used:
        vietnamese, english = (sentence(code, lang) for lang in ("vi", "en"))
        assert vietnamese != english
        assert any(ord(letter) > 0x7F for letter in vietnamese)
