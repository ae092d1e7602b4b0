"""The sample province: land without gap or overlap, the same from the same seed, and whole in the register."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from math import gcd
from pathlib import Path
from uuid import UUID

import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from gis.crs import Registry, transform
from gis.measure import areas_m2
from landdb.access.services import sign_in
from landdb.custody.models import Node
from landdb.db import make_engine, reading
from landdb.demo import papers
from landdb.demo.accounts import ACCOUNTS, PASSWORD, make_accounts
from landdb.demo.columns import IdMaker, Ids
from landdb.demo.contents import contents
from landdb.demo.files import write_files
from landdb.demo.holdings import FORM_NAMES
from landdb.demo.land import UNITS, draw, hundredths_m2, land_shapes, rings_of
from landdb.demo.load import (
    SAMPLE_NOW,
    claim_node,
    commune_tables,
    load_banks,
    load_commune,
    load_demo,
    read_units,
    seed_reference,
)
from landdb.demo.parcels import Parcels, Units, make_parcels
from landdb.demo.plan import ZONE_105_00, Commune, Plan, make_plan
from landdb.errors import LandError
from landdb.journal.models import JournalEntry
from tests.conftest import Database
from tests.factories import make_parcel
from tests.landdb.sample import bare_database

PARCELS = 600
SEED = 7
PLAN = make_plan(PARCELS, SEED)
Corner = tuple[int, int]
Edge = tuple[Corner, Corner]


def corner_list(parcels: Parcels, at: int) -> list[Corner]:
    """Return the closed ring of a parcel in whole 0.1 mm."""
    rings = parcels.rings
    ring = rings.corners[rings.at[rings.starts[at] : rings.starts[at + 1]]]
    return [(int(x), int(y)) for x, y in ring]


def drawn(commune: Commune) -> list[list[Corner]]:
    """Return the rings of all pieces of land of a commune, as drawn."""
    land = draw(PLAN, commune)
    rings = rings_of(land.corners, land.north, land.south)
    return [
        [(int(x), int(y)) for x, y in rings.corners[rings.at[begin:end]]]
        for begin, end in pairwise(rings.starts)
    ]


def edges_of(rings: list[list[Corner]]) -> Counter[Edge]:
    """Count the directed sides of rings."""
    return Counter(side for ring in rings for side in pairwise(ring))


def outline(rings: list[list[Corner]]) -> list[Corner]:
    """Walk along the sides that have no neighbour; all of them must make one ring."""
    sides = edges_of(rings)
    open_sides = {begin: end for begin, end in sides if (end, begin) not in sides}
    start = next(iter(open_sides))
    walk = [start, open_sides[start]]
    while walk[-1] != start:
        walk.append(open_sides[walk[-1]])
    assert len(walk) - 1 == len(open_sides) == sum(1 for a, b in sides if (b, a) not in sides)
    return walk


def twice_area(ring: list[Corner]) -> int:
    """Return twice the area of a ring, in whole numbers of any size."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)))


@pytest.mark.parametrize("commune", PLAN.communes, ids=lambda commune: commune.place.code)
def test_parcels_of_a_commune_are_its_land_exactly(commune: Commune) -> None:
    rings = drawn(commune)
    assert sum(map(twice_area, rings)) == twice_area(outline(rings))


@pytest.mark.parametrize("commune", PLAN.communes, ids=lambda commune: commune.place.code)
def test_neighbours_share_every_corner(commune: Commune) -> None:
    rings = drawn(commune)
    assert max(edges_of(rings).values()) == 1
    border = set(outline(rings))
    on_borders = Counter(corner for ring in rings for corner in set(ring))
    assert all(count > 1 or corner in border for corner, count in on_borders.items())


def test_communes_and_zones_join_without_gap() -> None:
    """Corners on both sides of the zones' border are one place to 0.2 mm, the rounding of each zone."""
    rings = [(commune.crs, outline(drawn(commune))) for commune in PLAN.communes]
    assert {crs.srid for crs, _ in rings} == {910500, 910530}
    west = np.array([corner for crs, ring in rings if crs == ZONE_105_00 for corner in ring])
    places = shapely.STRtree(shapely.points(west / UNITS))
    joined = []
    for crs, ring in rings:
        if crs != ZONE_105_00:
            moved = transform(crs, ZONE_105_00, np.array(ring) / UNITS)
            near = places.query_nearest(
                shapely.points(moved), max_distance=0.0002, all_matches=False
            )
            exact = np.rint(moved * UNITS).astype(np.int64)
            exact[near[0]] = west[near[1]]
            ring = [(int(x), int(y)) for x, y in exact]
        joined.append(ring)
    province = outline(joined)
    assert sum(map(twice_area, joined)) == twice_area(province)
    assert len(province) < sum(map(len, joined))


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_shapes_are_valid_and_of_believable_size(seed: int) -> None:
    plan = make_plan(2000, seed)
    for commune in plan.communes:
        parcels = make_parcels(plan, commune)
        shapes = land_shapes(parcels.rings, commune.crs.srid)
        assert shapely.is_valid(shapes).all()
        corners = shapely.get_num_coordinates(shapes) - 1
        assert 4 <= corners.min() <= corners.max() <= 25
        area = parcels.twice_area / (2 * UNITS**2)
        lots = np.isin(parcels.row, [2, 7]) & np.isnat(parcels.end)
        assert 60 < np.quantile(area[lots], 0.02) < np.quantile(area[lots], 0.98) < 500
        fields = np.isin(parcels.row, [4, 5])
        assert 1000 < np.quantile(area[fields], 0.2) < area[fields].max() < 15_000


def test_computed_area_is_that_of_the_measure() -> None:
    commune = PLAN.communes[0]
    parcels = make_parcels(PLAN, commune)
    shapes = land_shapes(parcels.rings, commune.crs.srid)
    exact = [Decimal(int(twice)) / (2 * UNITS**2) for twice in parcels.twice_area]
    rounded = [Decimal(int(units)).scaleb(-2) for units in hundredths_m2(parcels.twice_area)]
    for measured, area, column in zip(areas_m2(shapes), exact, rounded, strict=True):
        assert abs(measured - area) < Decimal("1e-8")
        assert column == area.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@pytest.mark.parametrize("wanted", [200, 600, 12_345, 1_000_000])
def test_plan_has_exactly_the_parcels_asked_for(wanted: int) -> None:
    plan = make_plan(wanted, SEED)
    assert sum(commune.parcels for commune in plan.communes) == wanted
    assert len({commune.place.code for commune in plan.communes}) == len(plan.communes)


def test_a_size_out_of_range_is_refused() -> None:
    with pytest.raises(LandError) as refusal:
        make_plan(10, SEED)
    assert refusal.value.code == "DEMO-03"


def units_of(plan: Plan) -> Units:
    codes = {commune.place.code for commune in plan.communes}
    former = {code for commune in plan.communes for code in commune.place.predecessors}
    return Units(
        {code: UUID(int=int(code)) for code in codes},
        {code: UUID(int=10**6 + int(code)) for code in former},
    )


def digest(plan: Plan) -> str:
    """Return a digest of all rows of a province."""
    found = hashlib.sha256()
    banks: Ids = IdMaker(0).make(3)
    for commune in plan.communes:
        for office, tables in commune_tables(
            plan, commune, units_of(plan), banks, SAMPLE_NOW
        ).items():
            for name, parts in sorted(tables.items()):
                found.update(f"{office} {name}".encode())
                for part in parts:
                    found.update(repr(part.to_pydict()).encode())
    return found.hexdigest()


def test_the_same_seed_makes_the_same_rows() -> None:
    assert digest(PLAN) == digest(make_plan(PARCELS, SEED))


def test_another_seed_makes_another_province() -> None:
    assert digest(PLAN) != digest(make_plan(PARCELS, SEED + 1))


def test_serials_never_repeat() -> None:
    for form, series in papers.SERIES.items():
        assert gcd(papers.SCATTER, len(series) * 10**6) == 1, form
    printed = [papers.serial("law2003", number) for number in range(20_000)]
    assert len(set(printed)) == len(printed)


def test_files_of_the_land_hold_every_parcel(tmp_path: Path) -> None:
    *files, mapping = write_files(PLAN, tmp_path)
    assert sum(pyogrio.read_info(file)["features"] for file in files) == PARCELS
    known = Registry()
    zones = {known.recognise(pyogrio.read_info(file)["crs"]).crs.srid for file in files}
    assert zones == {910500, 910530}
    assert "dien_tich" in mapping.read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Sample:
    """A loaded sample: its engines and what the load said."""

    engine: Engine
    owner: Engine


@pytest.fixture(scope="module")
def sample(admin_url: str) -> Iterator[Sample]:
    with bare_database(admin_url) as made:
        found = Sample(make_engine(made.app_url), make_engine(made.migrator_url))
        load_demo(found.engine, found.owner, PLAN)
        make_accounts(found.engine, SAMPLE_NOW)
        yield found
        found.engine.dispose()
        found.owner.dispose()


@pytest.fixture
def read(sample: Sample) -> Iterator[Session]:
    with reading(sample.engine) as session:
        yield session


def values(session: Session, sql: str) -> list[object]:
    return [tuple(row) if len(row) > 1 else row[0] for row in session.execute(text(sql))]


def test_register_holds_exactly_the_parcels_of_today(read: Session) -> None:
    assert values(read, "SELECT count(*) FROM parcel_version WHERE lifespan_end IS NULL") == [
        PARCELS
    ]


def test_loading_again_writes_nothing(sample: Sample) -> None:
    def entries() -> int:
        with reading(sample.engine) as session:
            return session.scalar(select(func.count()).select_from(JournalEntry)) or 0

    before = entries()
    outcome = load_demo(sample.engine, sample.owner, PLAN)
    assert outcome.rows == {}
    assert make_accounts(sample.engine, SAMPLE_NOW) == 0
    assert entries() == before


def test_another_sample_is_refused(sample: Sample) -> None:
    with pytest.raises(LandError) as refusal:
        load_demo(sample.engine, sample.owner, make_plan(PARCELS, SEED + 1))
    assert refusal.value.code == "DEMO-02"


def test_real_data_are_never_joined_by_a_sample(database: Database, session: Session) -> None:
    engine, owner = make_engine(database.app_url), make_engine(database.migrator_url)
    with engine.connect() as connection, Session(connection) as opened, opened.begin():
        opened.execute(text("SELECT set_config('landdb.actor', 'system:import', true)"))
        opened.execute(text("SELECT set_config('landdb.office', 'CT.B01', true)"))
        make_parcel(opened)
    with pytest.raises(LandError) as refusal:
        load_demo(engine, owner, PLAN)
    assert refusal.value.code == "DEMO-01"
    with reading(engine) as opened:
        assert opened.get(Node, 1) is None
    engine.dispose()
    owner.dispose()


def test_an_interrupted_load_goes_on(admin_url: str) -> None:
    plan = make_plan(200, 3)
    with bare_database(admin_url) as made:
        engine, owner = make_engine(made.app_url), make_engine(made.migrator_url)
        first = load_demo(engine, owner, plan)
        engine.dispose()
        owner.dispose()
    with bare_database(admin_url) as made:
        engine, owner = make_engine(made.app_url), make_engine(made.migrator_url)
        interrupted = load_one_commune(engine, owner, plan)
        second = load_demo(engine, owner, plan)
        engine.dispose()
        owner.dispose()
    assert second.skipped == 1
    assert interrupted["parcel"] + second.rows["parcel"] == first.rows["parcel"]


def load_one_commune(engine: Engine, owner: Engine, plan: Plan) -> dict[str, int]:
    """Do what a load does until its first commune is in."""
    claim_node(owner, plan)
    seed_reference(engine)
    banks = load_banks(engine, plan)
    return load_commune(engine, plan, plan.communes[1], read_units(engine), banks, SAMPLE_NOW)


def test_land_uses_sum_to_the_area_on_paper(read: Session) -> None:
    assert (
        values(
            read,
            "SELECT v.id FROM parcel_version v JOIN land_use u ON u.parcel_version_id = v.id"
            " GROUP BY v.id HAVING sum(u.area_m2) <> v.legal_area_m2"
            " OR string_agg(u.code, '+' ORDER BY u.position) <> v.use_label OR min(u.area_m2) <= 0",
        )
        == []
    )


def test_paper_differs_from_the_map_for_some_parcels_only(read: Session) -> None:
    (share,) = values(
        read,
        "SELECT avg((abs(legal_area_m2 - computed_area_m2) > 0.05)::int) FROM parcel_version",
    )
    assert Decimal("0.02") < share < Decimal("0.15")


def test_display_geometry_is_what_the_database_would_make(read: Session) -> None:
    (farthest,) = values(
        read,
        "SELECT max(ST_HausdorffDistance(geom_web, ST_Transform(geom, 3857))) FROM parcel_version",
    )
    assert farthest < 0.001


def test_each_unit_is_held_by_the_branch_of_its_commune(read: Session) -> None:
    assert (
        values(
            read,
            "SELECT v.id FROM parcel_version v JOIN custody c ON c.unit_id = v.unit_id"
            " LEFT JOIN office_jurisdiction j ON j.admin_unit_id = v.commune_id"
            " AND j.office_id = c.office_id WHERE j.id IS NULL",
        )
        == []
    )
    held = contents(read)
    assert held is not None
    assert held.is_demo
    assert all(office.units["dossier"] > 0 for office in held.offices)


def test_every_form_and_state_occurs(read: Session) -> None:
    assert set(values(read, "SELECT DISTINCT form FROM certificate")) == set(FORM_NAMES)
    assert set(values(read, "SELECT DISTINCT status FROM certificate_version")) >= {
        "in_force", "replaced", "cancelled", "revoked",
    }  # fmt: skip
    states = values(read, "SELECT state FROM dossier")
    assert len(states) >= 60
    assert len(set(states)) == 13
    types = set(values(read, "SELECT DISTINCT type FROM rrr_version"))
    assert types >= {"land_use", "mortgage", "corridor", "block"}


PATTERNS = {
    "law1993": r"[A-ZĐ] \d{6}",
    "law2003": r"A[A-ZĐ] \d{6}",
    "nd88": r"B[A-ZĐ] \d{6}",
    "nd43": r"[BCD][A-Z] \d{6}",
    "form2024": r"A[A-Z] \d{8}",
    "tt23": r"A[A-Z] \d{8}",
}


def test_serials_follow_the_pattern_of_their_form(read: Session) -> None:
    for form, serial in values(read, "SELECT form, serial FROM certificate"):
        if form in PATTERNS:
            assert re.fullmatch(PATTERNS[form], serial), (form, serial)


def test_no_certificate_is_older_or_newer_than_its_form(read: Session) -> None:
    found = values(
        read,
        "SELECT c.form, min(v.issued_on)::text, max(v.issued_on)::text FROM certificate c"
        " JOIN certificate_version v ON v.certificate_id = c.id GROUP BY 1",
    )
    days = {form: (first, last) for form, first, last in found}
    assert days["nd88"][0] >= "2009-12-10"
    assert days["nd88"][1] <= "2014-06-30"
    assert days["form2024"][0] >= "2025-01-01"
    assert days["tt23"][0] >= "2025-07-01"


def test_a_replaced_certificate_names_the_one_that_took_its_place(read: Session) -> None:
    assert (
        values(
            read,
            "SELECT v.id FROM certificate_version v WHERE v.status IN ('replaced', 'cancelled',"
            " 'revoked') AND v.replaced_by_id IS NULL AND NOT EXISTS (SELECT FROM baunit b JOIN"
            " certificate c ON c.baunit_id = b.id WHERE c.id = v.certificate_id"
            " AND b.lifespan_end IS NOT NULL)",
        )
        == []
    )


def test_papers_cover_several_parcels_and_parcels_have_several_papers(read: Session) -> None:
    for column, other in (("certificate_id", "parcel_id"), ("parcel_id", "certificate_id")):
        (most,) = values(
            read,
            f"SELECT max(n) FROM (SELECT count({other}) AS n FROM certificate_parcel"  # noqa: S608
            f" GROUP BY {column}) AS counted",
        )
        assert most >= 2


def test_parents_end_when_their_children_begin_and_keep_their_area(read: Session) -> None:
    edges = values(
        read,
        "SELECT l.kind, p.lifespan_end = l.at, c.lifespan_begin = l.at, c.number::int > p.number::int"
        " FROM parcel_lineage l JOIN parcel_version p ON p.parcel_id = l.parent_id"
        " JOIN parcel_version c ON c.parcel_id = l.child_id",
    )
    assert {kind for kind, *_ in edges} == {"split", "merge"}
    assert all(ended and began and higher for _, ended, began, higher in edges)
    lost = values(
        read,
        "SELECT l.parent_id FROM parcel_lineage l JOIN parcel_version p ON p.parcel_id = l.parent_id"
        " JOIN parcel_version c ON c.parcel_id = l.child_id WHERE l.kind = 'split'"
        " GROUP BY l.parent_id, p.geom HAVING NOT ST_Equals(p.geom, ST_Union(c.geom, 0.0001))",
    )
    assert lost == []


def test_numbers_on_a_sheet_are_never_used_again(read: Session) -> None:
    assert (
        values(
            read,
            "SELECT sheet_id FROM parcel_version GROUP BY sheet_id, number HAVING count(*) > 1",
        )
        == []
    )
    assert values(
        read, "SELECT DISTINCT min(number::int) FROM parcel_version GROUP BY sheet_id"
    ) == [1]


def test_sheets_were_numbered_in_communes_of_before(read: Session) -> None:
    assert values(
        read,
        "SELECT DISTINCT u.valid_to::text FROM sheet s JOIN admin_unit u ON u.id = s.commune_id",
    ) == ["2025-06-30"]


def test_no_person_has_a_number_that_could_be_real(read: Session) -> None:
    numbers = values(read, "SELECT number FROM party_identifier WHERE kind IN ('cccd', 'cmnd')")
    assert numbers
    assert all(re.fullmatch(r"000(\d{6}|\d{9})", number) for number in numbers)


def test_dossier_codes_are_those_of_the_province(read: Session) -> None:
    codes = values(read, "SELECT code FROM dossier")
    assert all(re.fullmatch(r"000\.00\.01\.H(13|30|51)-\d{6}-\d{4}", code) for code in codes)


def test_steps_lead_to_the_state_a_dossier_is_in(read: Session) -> None:
    assert (
        values(
            read,
            "SELECT d.code FROM dossier d JOIN LATERAL (SELECT state, ended_at FROM dossier_step"
            " WHERE dossier_id = d.id ORDER BY position DESC LIMIT 1) s ON true"
            " WHERE s.state <> d.state OR (s.ended_at IS NULL) <> (d.closed_at IS NULL)",
        )
        == []
    )


def test_some_dossiers_are_late_and_most_are_not(read: Session) -> None:
    (share,) = values(
        read,
        "SELECT avg((coalesce(closed_at, timestamptz '2026-11-02 09:00+07') > due_at)::int) FROM dossier",
    )
    assert Decimal(0) < share < Decimal("0.4")


def test_every_sample_account_signs_in(sample: Sample) -> None:
    now = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    for account in (ACCOUNTS[0], ACCOUNTS[-1]):
        found = sign_in(sample.engine, account.username, PASSWORD, now=now)
        assert (found.actor.office_id, found.actor.roles) == (
            account.office_id,
            frozenset({account.role}),
        )


def test_names_say_that_nobody_is_meant(read: Session) -> None:
    names = values(read, "SELECT name FROM party WHERE kind IN ('organisation', 'community')")
    assert all("mẫu" in str(name).lower() for name in names)


def test_offices_work_in_office_hours_only(read: Session) -> None:
    at = "(t AT TIME ZONE 'Asia/Ho_Chi_Minh')"
    assert (
        values(
            read,
            f"SELECT {at} FROM (SELECT began_at FROM dossier_step UNION SELECT ended_at FROM dossier_step"  # noqa: S608
            " UNION SELECT lifespan_begin FROM parcel_version UNION SELECT due_at FROM dossier) AS a(t)"
            f" WHERE {at}::time NOT BETWEEN '7:30' AND '17:00' OR extract(isodow FROM {at}) > 5",
        )
        == []
    )
