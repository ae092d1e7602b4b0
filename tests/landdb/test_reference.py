"""Reference data: codes of all generations, and communes whose codes are used twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, aliased

from landdb.actor import system_actor
from landdb.codes.models import Code
from landdb.db import make_engine, reading, transaction
from landdb.journal.models import JournalEntry
from landdb.offices.models import AdminSuccession, AdminUnit
from landdb.reference.codes import load_codes
from landdb.reference.tables import read_table
from landdb.reference.units import load_admin_units
from tests.landdb.sample import bare_database

TWO_TIERS = date(2025, 7, 1)


@pytest.fixture(scope="module")
def loaded(admin_url: str) -> Iterator[Engine]:
    with bare_database(admin_url) as made:
        engine = make_engine(made.app_url)
        load(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def read(loaded: Engine) -> Iterator[Session]:
    with reading(loaded) as session:
        yield session


def load(engine: Engine) -> tuple[int, int]:
    with transaction(engine, system_actor("import", "CT")) as session:
        return load_codes(session), load_admin_units(session)


def unit(session: Session, code: str, since: date | None) -> AdminUnit:
    begins = AdminUnit.valid_from.is_(None) if since is None else AdminUnit.valid_from == since
    return session.scalars(
        select(AdminUnit).where(AdminUnit.code == code, AdminUnit.level == "commune", begins)
    ).one()


def test_loading_again_writes_nothing(loaded: Engine) -> None:
    with reading(loaded) as session:
        before = session.scalar(select(func.count()).select_from(JournalEntry))
    assert load(loaded) == (0, 0)
    with reading(loaded) as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == before


def test_a_code_used_twice_names_two_communes(read: Session) -> None:
    assert unit(read, "31135", None).name == "Tân An"
    assert unit(read, "31135", TWO_TIERS).name == "Ninh Kiều"


def test_263_communes_became_103(read: Session) -> None:
    counts = {
        since: read.scalar(
            select(func.count())
            .select_from(AdminUnit)
            .where(AdminUnit.level == "commune", AdminUnit.valid_from.is_not_distinct_from(since))
        )
        for since in (None, TWO_TIERS)
    }
    assert counts == {None: 263, TWO_TIERS: 103}


def test_a_commune_of_today_lies_in_the_city_and_an_old_one_in_a_district(read: Session) -> None:
    parent = aliased(AdminUnit)
    found = read.execute(
        select(AdminUnit.valid_from, parent.level, parent.valid_from, func.count())
        .join(parent, AdminUnit.parent_id == parent.id)
        .where(AdminUnit.level == "commune")
        .group_by(AdminUnit.valid_from, parent.level, parent.valid_from)
    )
    assert {tuple(row) for row in found} == {
        (None, "district", None, 263),
        (TWO_TIERS, "province", TWO_TIERS, 103),
    }


def test_every_old_commune_has_a_successor_and_three_have_two(read: Session) -> None:
    heirs = (
        select(func.count().label("heirs"), func.bool_or(AdminSuccession.partly).label("partly"))
        .join(AdminUnit, AdminUnit.id == AdminSuccession.predecessor_id)
        .where(AdminUnit.level == "commune")
        .group_by(AdminSuccession.predecessor_id)
        .subquery()
    )
    found = read.execute(
        select(heirs.c.heirs, heirs.c.partly, func.count()).group_by(heirs.c.heirs, heirs.c.partly)
    )
    assert {tuple(row) for row in found} == {(1, False, 260), (2, True, 3)}


def test_paper_keeps_its_code_and_statistics_know_the_new_one(read: Session) -> None:
    codes = {
        code.code: code for code in read.scalars(select(Code).where(Code.code_set == "land_use"))
    }
    assert len(codes) == 84
    assert (codes["BHK"].valid_to, codes["BHK"].replaced_by) == (date(2024, 7, 31), "HNK")
    assert codes["CNT"].valid_from == date(2024, 8, 1)
    assert (codes["LUC"].valid_from, codes["LUC"].valid_to) == (None, None)


def test_sets_of_land_users_do_not_mix(read: Session) -> None:
    sets = read.scalars(select(Code.code_set).where(Code.code == "TKT"))
    assert sorted(sets) == ["user_object", "user_object_tt27"]


def test_every_table_row_is_a_code(read: Session) -> None:
    counted = read.execute(select(Code.code_set, func.count()).group_by(Code.code_set))
    counts = {row.code_set: row.count for row in counted}
    assert counts["procedure"] == len(list(read_table("procedures")))
    assert counts["certificate_type"] + counts["change_type"] == 49


def test_ids_are_uuid_version_7(read: Session) -> None:
    assert {one.version for one in read.scalars(select(AdminUnit.id))} == {7}
