"""Importing parcels: what gets in, and how."""

from __future__ import annotations

import json
from decimal import Decimal

import pyogrio
import pytest
from sqlalchemy import func, select, text
from sqlalchemy import table as table_named

from gis.formats.vector import read_batches
from landdb.bulk import copy_columns
from landdb.db import new_id, transaction
from landdb.errors import LandError, RuleBroken
from landdb.sources.store import place_of
from tests.factories import make_parcel, make_sheet
from tests.landdb.parcel_files import MAPPING, NOW, feature, load, rules_of, write


def rows(engine, statement, **values):
    with engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def count(engine, table):
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table_named(table)))


def test_a_parcel_comes_in_with_everything_the_file_says_of_it(engine, tmp_path):
    path = write(
        tmp_path, feature(0, thua="007", dt=399.5, loai="ODT", dc="ấp 1", ten="Nguyễn Văn A")
    )
    report = load(engine, path)
    (row,) = rows(
        engine,
        "SELECT v.number, s.number, s.map_kind, a.code, v.address, v.use_label, v.legal_area_m2,"
        " v.computed_area_m2, v.srid, ST_AsText(v.geom), u.code, u.area_m2, p.name, p.kind,"
        " h.numerator, h.denominator, r.kind, w.type, c.office_id, v.lifespan_begin"
        " FROM parcel_version v JOIN sheet s ON s.id = v.sheet_id JOIN admin_unit a ON a.id = v.commune_id"
        " JOIN land_use u ON u.parcel_version_id = v.id JOIN custody c ON c.unit_id = v.unit_id"
        " JOIN baunit_parcel b ON b.parcel_id = v.parcel_id JOIN rrr r ON r.baunit_id = b.baunit_id"
        " JOIN rrr_version w ON w.rrr_id = r.id JOIN share h ON h.rrr_version_id = w.id"
        " JOIN party p ON p.id = h.party_id",
    )
    assert report.is_committed
    assert (report.read, report.loaded, report.refused) == (1, 1, 0)
    assert (report.sheets_made, report.sheets_known) == (1, 0)
    assert tuple(row[:9]) == (
        "007", "7", "cadastral", "31135", "ấp 1", "ODT", Decimal("399.5"), Decimal("400.00"), 910500,
    )  # fmt: skip
    assert row[9] == (
        "MULTIPOLYGON(((585500 1109000,585500 1109020,585520 1109020,585520 1109000,585500 1109000)))"
    )
    assert tuple(row[10:]) == (
        "ODT", Decimal("399.5"), "Nguyễn Văn A", "individual", 1, 1, "right", "land_use", "CT.B01", NOW,
    )  # fmt: skip


def test_the_display_geometry_is_what_the_database_would_have_made(engine, tmp_path):
    load(engine, write(tmp_path, feature(0)))
    (row,) = rows(
        engine,
        "SELECT ST_HausdorffDistance(geom_web, ST_Transform(geom, 3857)) FROM parcel_version",
    )
    assert row[0] < 1e-6


def test_several_land_uses_are_parted_and_keep_their_order(engine, tmp_path):
    text_of = MAPPING.replace("[holder]", "").replace('name = { column = "ten" }', "")
    with_areas = text_of.replace(
        'separator = "+" }', 'separator = "+" }\narea = { column = "dtl", separator = "+" }'
    )
    path = write(tmp_path, feature(0, loai="ONT+CLN", dtl="150.0+250.0"))
    load(engine, path, with_areas)
    assert rows(engine, "SELECT position, code, area_m2 FROM land_use ORDER BY position") == [
        (1, "ONT", Decimal("150.0")),
        (2, "CLN", Decimal("250.0")),
    ]
    assert rows(engine, "SELECT use_label FROM parcel_version") == [("ONT+CLN",)]


def test_words_of_the_file_are_translated_by_the_mapping(engine, tmp_path):
    text_of = MAPPING.replace(
        'separator = "+" }', 'separator = "+", translate = { "T" = "ODT", "LNK" = "CLN" } }'
    )
    load(engine, write(tmp_path, feature(0, loai="T+LNK")), text_of)
    assert rows(engine, "SELECT use_label FROM parcel_version") == [("ODT+CLN",)]


def test_no_holder_means_no_right_is_made_up(engine, tmp_path):
    load(engine, write(tmp_path, feature(0, ten="  ")))
    assert (count(engine, "party"), count(engine, "rrr")) == (0, 0)


def test_two_parcels_with_one_name_get_two_parties(engine, tmp_path):
    load(engine, write(tmp_path, feature(0, ten="Trần Thị B"), feature(1, ten="Trần Thị B")))
    assert count(engine, "party") == 2


def test_every_row_of_an_import_is_journalled_in_its_name(engine, tmp_path):
    load(engine, write(tmp_path, feature(0, ten="Nguyễn Văn A")))
    written = dict(
        rows(
            engine,
            "SELECT table_name, count(*) FROM journal WHERE actor = 'system:import'"
            " AND account_office = 'CT.B01' AND at > '2026-01-01' GROUP BY 1",
        )
    )
    assert {name: written[name] for name in ("sheet", "parcel", "parcel_version", "party", "share")} == {
        "sheet": 1, "parcel": 1, "parcel_version": 1, "party": 1, "share": 1,
    }  # fmt: skip


def test_the_file_is_kept_by_its_hash_as_a_source_of_its_sheets(engine, tmp_path):
    path = write(tmp_path, feature(0), feature(1, to="8", thua="1"))
    report = load(engine, path)
    kept = place_of(tmp_path / "state", bytes.fromhex(report.sha256))
    assert kept.read_bytes() == path.read_bytes()
    assert rows(
        engine,
        "SELECT encode(f.sha256, 'hex'), f.name, s.kind, count(*) FROM source_file f"
        " JOIN source s ON s.id = f.source_id JOIN sheet t ON t.id = s.unit_id GROUP BY 1, 2, 3",
    ) == [(report.sha256, "thua_dat.geojson", "import", 2)]


def test_a_sheet_that_is_there_takes_more_parcels(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        make_parcel(session, sheet="7", number="90", ring=((585400, 1109000), (585400, 1109010), (585410, 1109010)))  # fmt: skip
    report = load(engine, write(tmp_path, feature(0), feature(1)))
    assert (report.sheets_made, report.sheets_known, report.loaded) == (0, 1, 2)
    assert count(engine, "sheet") == 1


def test_many_batches_load_as_one(engine, tmp_path):
    path = write(tmp_path, *(feature(at) for at in range(25)))
    seen = []
    report = load(engine, path, batch_size=10, watch=lambda read, total: seen.append((read, total)))
    assert report.loaded == count(engine, "parcel_version") == 25
    assert seen == [(10, 25), (20, 25), (25, 25)]
    assert report.sheets_made == 1


def test_one_refused_feature_keeps_the_whole_file_out(engine, tmp_path):
    path = write(tmp_path, feature(0), feature(1, dt=-4), feature(2))
    report = load(engine, path, batch_size=1, refused=tmp_path / "refused.gpkg")
    assert (report.is_committed, report.loaded, report.refused) == (False, 0, 1)
    assert count(engine, "parcel") == count(engine, "sheet") == count(engine, "file") == 0
    assert not list((tmp_path / "state" / "files").iterdir())


def test_the_rest_loads_when_a_person_accepts_it(engine, tmp_path):
    path = write(tmp_path, feature(0), feature(1, dt=-4), feature(2))
    report = load(engine, path, batch_size=1, accept_partial=True)
    assert (report.is_committed, report.loaded, report.refused) == (True, 2, 1)
    assert rows(engine, "SELECT number FROM parcel_version ORDER BY 1") == [("1",), ("3",)]


def test_refused_features_come_back_with_place_rule_and_reason(engine, tmp_path):
    path = write(tmp_path, feature(0), feature(1, dt=-4, loai="XYZ"))
    refused = tmp_path / "refused.gpkg"
    report = load(engine, path, refused=refused)
    (batch,) = read_batches(refused)
    assert report.refused_file == refused
    assert batch.columns["_dong"] == [2]
    assert batch.columns["_quy_tac"] == ["IMP-41, IMP-45"]
    assert "lớn hơn 0" in batch.columns["_ly_do"][0]
    assert batch.columns["dt"] == ["-4"]
    assert batch.geometry[0].area == 400


def test_nothing_refused_leaves_no_refused_file(engine, tmp_path):
    report = load(engine, write(tmp_path, feature(0)), refused=tmp_path / "refused.gpkg")
    assert report.refused_file is None
    assert not (tmp_path / "refused.gpkg").exists()


def test_a_dry_run_writes_nothing_and_says_the_same(engine, tmp_path):
    path = write(tmp_path, feature(0), feature(1))
    report = load(engine, path, dry_run=True)
    assert (report.read, report.refused, report.loaded, report.is_committed) == (2, 0, 0, False)
    assert count(engine, "parcel") == 0
    assert load(engine, path).loaded == 2


def test_coordinates_are_rounded_once_and_the_largest_move_is_told(engine, tmp_path):
    ring = ((585500.00004, 1109000.0), (585500.0, 1109020.0), (585520.0, 1109020.0))
    report = load(engine, write(tmp_path, feature(0), feature(1, ring=ring)))
    assert report.largest_move_row == 2
    assert Decimal("0.00003999") < report.largest_move < Decimal("0.00004001")
    (row,) = rows(
        engine, "SELECT ST_X(ST_PointN(ST_ExteriorRing(ST_GeometryN(geom, 1)), 1)) FROM parcel_version WHERE number = '2'"
    )  # fmt: skip
    assert row[0] == 585500.0


def test_areas_with_more_decimals_are_rounded_only_when_the_mapping_says_so(engine, tmp_path):
    path = write(tmp_path, feature(0, dt=400.25), feature(1, dt=400.24))
    refused = load(engine, path)
    rounded = MAPPING.replace("address =", "round_area = true\naddress =")
    load(engine, path, rounded)
    assert rules_of(refused) == {"IMP-43": 2}
    assert rows(engine, "SELECT legal_area_m2 FROM parcel_version ORDER BY number") == [
        (Decimal("400.3"),),
        (Decimal("400.2"),),
    ]


def test_a_decimal_comma_is_read_when_the_mapping_states_it(engine, tmp_path):
    path = write(tmp_path, feature(0, dt="400,5"))
    load(engine, path, '[file]\ndecimal = ","\n' + MAPPING)
    assert rows(engine, "SELECT legal_area_m2 FROM parcel_version") == [(Decimal("400.5"),)]


def test_a_parcel_without_a_legal_area_is_loaded_and_counted(engine, tmp_path):
    report = load(engine, write(tmp_path, feature(0, dt=None), feature(1)))
    assert (report.loaded, report.without_area) == (2, 1)


def test_north_before_east_is_turned_when_the_mapping_states_it(engine, tmp_path):
    turned = [(north, east) for east, north in [(585500, 1109000), (585500, 1109020), (585520, 1109020)]]  # fmt: skip
    load(
        engine, write(tmp_path, feature(0, ring=turned)), '[file]\naxes = "north-east"\n' + MAPPING
    )
    assert rows(engine, "SELECT ST_XMin(geom), ST_YMin(geom) FROM parcel_version") == [
        (585500.0, 1109000.0)
    ]


def test_an_extract_has_its_year_and_a_sheet_of_its_own(engine, tmp_path):
    text_of = MAPPING.replace("[sheet]", '[sheet]\nkind = "extract"\nyear = 2019')
    load(engine, write(tmp_path, feature(0), name="a.geojson"))
    load(engine, write(tmp_path, feature(0, dc="trích đo"), name="b.geojson"), text_of)
    assert rows(engine, "SELECT map_kind, extract_year FROM sheet ORDER BY 1") == [
        ("cadastral", None),
        ("extract", 2019),
    ]


@pytest.mark.parametrize(
    ("driver", "name"), [("GPKG", "thua.gpkg"), ("FlatGeobuf", "thua.fgb"), ("ESRI Shapefile", "thua.shp")]
)  # fmt: skip
def test_the_binary_formats_load_too(engine, tmp_path, driver, name):
    frame = pyogrio.read_dataframe(write(tmp_path, feature(0, ten="Le"), feature(1, ten="Tran")))
    frame = frame.set_crs("EPSG:5897", allow_override=True)
    pyogrio.write_dataframe(frame, tmp_path / name, driver=driver, geometry_type="Polygon")
    report = load(engine, tmp_path / name, MAPPING.replace("srid = 910500", "read = true"))
    assert (report.driver, report.loaded, report.crs_name) == (driver, 2, "VN-2000 / TM-3 105-00")


def test_the_commune_of_a_sheet_is_the_one_that_had_the_code_on_the_day(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        session.execute(
            text(
                "INSERT INTO admin_unit (id, level, code, name, unit_type, valid_from, valid_to)"
                " VALUES (gen_random_uuid(), 'commune', '31135', 'Tân An', 'Phường', NULL, '2025-06-30')"
            )
        )
        session.execute(
            text(
                "INSERT INTO admin_succession (id, predecessor_id, successor_id, kind, effective_on, partly)"
                " SELECT gen_random_uuid(), old.id, new.id, 'merged', '2025-07-01', false"
                " FROM admin_unit old, admin_unit new WHERE old.code = '31135'"
                " AND old.valid_to = '2025-06-30' AND new.code = '31135' AND new.valid_to IS NULL"
            )
        )
    load(
        engine, write(tmp_path, feature(0)), MAPPING.replace("[sheet]", "[sheet]\non = 2020-01-01")
    )
    assert rows(
        engine,
        "SELECT old.name, new.name FROM parcel_version v JOIN sheet s ON s.id = v.sheet_id"
        " JOIN admin_unit old ON old.id = s.commune_id JOIN admin_unit new ON new.id = v.commune_id",
    ) == [("Tân An", "Ninh Kiều")]


def test_a_stated_system_wins_over_geojson_that_names_none_and_is_told(engine, tmp_path):
    report = load(engine, write(tmp_path, feature(0)))
    assert [finding.message_code for finding in report.remarks] == ["IMP-75"]


def test_numbers_with_letters_and_leading_zeros_are_different_numbers(engine, tmp_path):
    numbers = ["7", "007", "12-A", "PL9", "123456"]
    report = load(
        engine, write(tmp_path, *(feature(at, thua=number) for at, number in enumerate(numbers)))
    )
    assert report.loaded == 5


def test_a_sheet_of_another_system_takes_no_parcels(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        make_sheet(session, number="7", srid=910530)
    assert rules_of(load(engine, write(tmp_path, feature(0)))) == {"IMP-36": 1}


def test_the_same_file_is_not_loaded_twice(engine, tmp_path):
    path = write(tmp_path, feature(0))
    load(engine, path)
    again = tmp_path / "copy.geojson"
    again.write_bytes(path.read_bytes())
    with pytest.raises(RuleBroken) as refusal:
        load(engine, again)
    assert refusal.value.code == "IMP-70"
    assert refusal.value.facts["name"] == "thua_dat.geojson"
    assert count(engine, "parcel_version") == 1


def test_a_refused_file_may_come_again_once_the_cause_is_gone(engine, tmp_path):
    path = write(tmp_path, feature(0, loai="CLN"), feature(1, loai="XYZ"))
    assert not load(engine, path).is_committed
    fixed = MAPPING.replace('separator = "+" }', 'separator = "+", translate = { "XYZ" = "ODT" } }')
    assert load(engine, path, fixed).loaded == 2


def test_json_numbers_keep_their_digits(engine, tmp_path):
    path = write(tmp_path, feature(0))
    document = json.loads(path.read_text())
    document["features"][0]["properties"]["dt"] = 9999999999.9
    path.write_text(json.dumps(document))
    load(engine, path)
    assert rows(engine, "SELECT legal_area_m2 FROM parcel_version") == [(Decimal("9999999999.9"),)]


def test_a_number_registered_elsewhere_meanwhile_takes_the_whole_file_back(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        make_sheet(session, number="7")

    def meanwhile(read: int, _total: int | None) -> None:
        if read == 1:
            with transaction(engine, actor) as session:
                make_parcel(session, sheet="7", number="3")

    path = write(tmp_path, *(feature(at) for at in range(4)))
    with pytest.raises(RuleBroken) as refusal:
        load(engine, path, batch_size=1, watch=meanwhile)
    assert refusal.value.code == "IMP-39"
    assert rows(engine, "SELECT number FROM parcel_version") == [("3",)]


def test_a_sheet_handed_over_meanwhile_is_refused_by_the_register_itself(engine, actor, tmp_path):
    with transaction(engine, actor) as session:
        sheet = make_sheet(session, number="7").id

    def meanwhile(read: int, _total: int | None) -> None:
        if read == 1:
            with transaction(engine, actor) as session:
                session.execute(
                    text(
                        "UPDATE custody SET state = 'transit', epoch = 2, to_office = 'CT.B02'"
                        " WHERE unit_id = :sheet"
                    ),
                    {"sheet": sheet},
                )

    path = write(tmp_path, feature(0, to="8"), feature(1, to="7"))
    report = load(engine, path, batch_size=1, watch=meanwhile)
    assert rules_of(report) == {"IMP-35": 1}


def test_what_the_triggers_refuse_of_a_copy_is_a_refusal_of_the_register(engine, actor):
    unit = str(new_id())
    row = {"id": [str(new_id())], "unit_id": [unit], "kind": ["import"], "title": ["x"]}

    def copy_without_custody() -> None:
        with transaction(engine, actor) as session:
            copy_columns(session, "unit", {"id": [unit], "kind": ["sheet"]})
            copy_columns(session, "source", row | {"accepted_at": [NOW.isoformat()]})

    with pytest.raises(LandError) as refusal:
        copy_without_custody()
    assert refusal.value.code == "CUS-01"


def test_an_import_asks_for_a_new_overview_of_the_map(engine, tmp_path):
    load(engine, write(tmp_path, feature(0)))
    assert rows(engine, "SELECT task_name FROM procrastinate_jobs") == [("tiles:overview",)]
