"""Offices, communes on a day and coordinate systems: what a node begins with."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from sqlalchemy import func, select, text

from landdb.actor import system_actor
from landdb.custody.queries import node_offices
from landdb.db import make_engine, reading, transaction
from landdb.errors import RuleBroken
from landdb.keys import Keys
from landdb.offices.models import AdminUnit, Office, OfficeJurisdiction
from landdb.offices.queries import commune_on, known_crs, province_extents
from landdb.offices.rules import parse_offices
from landdb.offices.services import (
    Added,
    add_crs,
    define_srid,
    defined,
    load_offices,
    serve_offices,
)

TODAY = date(2026, 11, 2)
# Own definition: Hanoi 72 with a shift to WGS 84, as an office might state it.
HANOI_72 = "+proj=longlat +ellps=krass +towgs84=-17.51,-108.32,-62.39,0,0,0,0 +no_defs"

STATED = """
[node]
name = "Máy chủ thử"
offices = ["HG.B01"]

[[unit]]
level = "province"
code = "93"
name = "Hậu Giang"
type = "Tỉnh"
valid_to = 2025-06-30

[[unit]]
code = "31333"
name = "Vị Thanh"
type = "Phường"
parent = "92"
valid_from = 2025-07-01

[[office]]
id = "HG.B01"
name = "Chi nhánh thử"
parent = "CT"
valid_from = 2025-07-01
serves = ["31333"]
"""


def stated(text_of: str = STATED):
    return parse_offices(Keys("", tomllib.loads(text_of)))


def test_offices_load_once_and_a_second_time_changes_nothing(session):
    assert load_offices(session, stated()) == Added(units=2, offices=1, jurisdictions=1)
    assert load_offices(session, stated()) == Added()
    assert session.get(Office, "HG.B01").parent_id == "CT"
    served = session.scalar(
        select(AdminUnit.code)
        .join(OfficeJurisdiction, OfficeJurisdiction.admin_unit_id == AdminUnit.id)
        .where(OfficeJurisdiction.office_id == "HG.B01")
    )
    assert served == "31333"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('parent = "92"', 'parent = "77"'), "OFF-01"),
        (('parent = "CT"', 'parent = "ZZ"'), "OFF-01"),
        (('serves = ["31333"]', 'serves = ["31334"]'), "OFF-01"),
        (('serves = ["31333"]', "serves = [31333]"), "CFG-04"),
        (("[[office]]", "[[offices]]"), "CFG-02"),
        (('code = "31333"', 'code = "31135"'), "OFF-02"),
        (('id = "HG.B01"', 'id = "CT.B01"'), "OFF-02"),
        (('type = "Tỉnh"', ""), "CFG-03"),
    ],
)
def test_what_contradicts_or_is_missing_is_refused(session, change, code):
    with pytest.raises(RuleBroken) as refusal:
        load_offices(session, stated(STATED.replace(*change)))
    assert refusal.value.code == code


def test_a_node_serves_the_offices_of_the_file(database, engine):
    with transaction(engine, system_actor("migration", "CT")) as session:
        load_offices(session, stated())
    owner = make_engine(database.migrator_url)
    for _ in range(2):
        serve_offices(owner, "Máy chủ thử", ("HG.B01",))
    owner.dispose()
    with reading(engine) as session:
        assert node_offices(session) == ("HG.B01",)


def test_a_commune_is_found_by_code_and_day_with_its_province_and_offices(session):
    found = commune_on(session, "31135", TODAY, TODAY)
    assert (found.name, found.today_id, found.province) == ("Phường Ninh Kiều", found.id, "92")
    assert found.offices == {"CT", "CT.B01"}
    assert commune_on(session, "31135", date(2020, 1, 1), TODAY) is None
    assert commune_on(session, "00000", TODAY, TODAY) is None


def test_every_province_of_today_has_its_box():
    extents = province_extents()
    assert len(extents) == 34
    # Ninh Kiều and Vĩnh Châu lie in Cần Thơ (domain: 34 provinces since 1 July 2025).
    for lon, lat in ((105.78, 10.03), (105.98, 9.33)):
        box = extents["92"]
        assert box.west < lon < box.east
        assert box.south < lat < box.north


def test_every_vn2000_zone_is_there_and_measures_in_itself(session):
    known = known_crs(session)
    assert len(known) == 21
    assert all(entry.crs == entry.area_crs for entry in known.values())
    assert known[910530].crs.name == "VN-2000 / TM-3 105-30"


def test_a_system_of_degrees_measures_in_the_one_that_was_stated(session):
    add_crs(session, 2154, "RGF93 / Lambert-93", area_srid=None)
    add_crs(session, 4326, "WGS 84", area_srid=2154)
    assert known_crs(session)[4326].area_crs.srid == 2154
    assert session.scalar(
        text("SELECT count(*) FROM journal WHERE table_name = 'land_crs' AND rid = '4326'")
    ) == 1  # fmt: skip


@pytest.mark.parametrize(
    ("srid", "area_srid", "code"),
    [
        (910530, None, "CRS-01"),
        (777777, None, "CRS-02"),
        (4326, None, "CRS-03"),
        (4326, 4326, "CRS-04"),
        (4326, 2154, "CRS-04"),
        (2263, None, "crs.unit"),
    ],
)
def test_a_system_that_cannot_hold_land_is_refused(session, srid, area_srid, code):
    with pytest.raises(RuleBroken) as refusal:
        add_crs(session, srid, "Thử", area_srid=area_srid)
    assert refusal.value.code == code


def test_a_definition_that_leaves_its_shift_open_is_refused():
    with pytest.raises(RuleBroken) as refusal:
        defined(900072, "+proj=longlat +ellps=krass +no_defs", "Hà Nội 72")
    assert refusal.value.code == "crs.shift_missing"


def test_an_own_definition_is_taught_to_postgis_once(database, engine):
    owner, crs = make_engine(database.migrator_url), defined(900072, HANOI_72, "Hà Nội 72")
    for _ in range(2):
        define_srid(owner, crs)
    with pytest.raises(RuleBroken) as refusal:
        define_srid(owner, defined(900072, HANOI_72.replace("-17.51", "-18"), "Hà Nội 72"))
    with transaction(engine, system_actor("migration", "CT")) as session:
        add_crs(session, 900072, "Hà Nội 72", area_srid=910500, proj4=HANOI_72)
        moved = session.scalar(
            select(
                func.ST_X(
                    func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(105, 21), 900072), 4326)
                )
            )
        )
    owner.dispose()
    assert refusal.value.code == "CRS-05"
    # The shift of -17.5, -108.3 m moves a point at 105° east by 45 m along the parallel.
    assert 0.0001 < abs(moved - 105) < 0.001
