"""The journal refuses what it must and writes what it must, on a real database."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from shapely import wkb
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from landdb.actor import Actor, system_actor
from landdb.db import make_engine, new_id, read_json, refusals, transaction
from landdb.errors import NotHeldHere, NotPermitted, RuleBroken, Stale
from landdb.parcels.models import ParcelVersion
from tests.conftest import Database
from tests.factories import make_baunit, make_parcel, make_party, make_rrr, officer, shifted

B01 = system_actor("import", "CT.B01")


def entries(session: Session, unit_id: UUID, table: str) -> list[dict[str, object]]:
    """Return the journalled rows of a table for a unit, oldest first."""
    found = session.execute(
        text("SELECT row FROM journal WHERE unit_id = :unit AND table_name = :tab ORDER BY id"),
        {"unit": unit_id, "tab": table},
    )
    return [dict(row.row) for row in found]


def test_write_without_an_actor_is_refused(engine: Engine) -> None:
    with pytest.raises(NotPermitted) as refused, refusals(), Session(engine) as session:
        session.execute(
            text(
                "INSERT INTO office (id, kind, name, valid_from)"
                " VALUES ('X', 'branch', 'X', '2026-01-01')"
            )
        )
    assert refused.value.code == "JRN-01"


def test_an_actor_does_not_leak_to_the_next_use_of_a_pooled_connection(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        make_party(session)
    with pytest.raises(NotPermitted), refusals(), Session(engine) as session:
        session.execute(text("UPDATE party SET name = 'B'"))


def test_legal_geometry_is_journalled_bit_for_bit_and_derived_columns_are_not(
    session: Session,
) -> None:
    version = make_parcel(session)
    row = entries(session, version.parcel_id, "parcel_version")[0]
    stored = session.scalar(
        text("SELECT encode(geom::bytea, 'hex') FROM parcel_version WHERE id = :id"),
        {"id": version.id},
    )
    assert row["geom"] == stored
    assert wkb.loads(bytes.fromhex(str(row["geom"]))).bounds == (
        585500.0,
        1109000.0,
        585520.0,
        1109020.0,
    )
    assert not {"geom_web", "feature_id"} & row.keys()


def test_decimals_of_the_journal_keep_their_scale(session: Session) -> None:
    version = make_parcel(session)
    row = entries(session, version.parcel_id, "parcel_version")[0]
    assert (row["legal_area_m2"], row["computed_area_m2"]) == ("400.0", "400.00")
    raw = session.scalar(
        text("SELECT row::text FROM journal WHERE unit_id = :unit AND table_name = 'land_use'"),
        {"unit": version.parcel_id},
    )
    assert read_json(str(raw))["area_m2"] == "400.0"
    assert json.loads(str(raw))["area_m2"] == 400.0


def test_a_stale_write_changes_nothing(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        party_id = make_party(session, "Trần Thị B").id
    with transaction(engine, B01) as session:
        session.execute(text("UPDATE party SET address = 'mới' WHERE id = :id"), {"id": party_id})
    with pytest.raises(Stale) as refused, transaction(engine, B01) as session:
        session.execute(
            text("UPDATE party SET address = 'cũ', row_version = 1 WHERE id = :id"),
            {"id": party_id},
        )
    assert refused.value.facts["table"] == "party"
    with Session(engine) as session:
        row = session.execute(text("SELECT address, row_version FROM party")).one()
    assert tuple(row) == ("mới", 2)


def test_the_orm_says_stale_when_the_row_moved_on(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        version_id = make_parcel(session).id
    with pytest.raises(Stale), transaction(engine, B01) as session:
        mine = session.get_one(ParcelVersion, version_id)
        with transaction(engine, B01) as other:
            other.get_one(ParcelVersion, version_id).address = "trước"
        mine.address = "sau"


def test_a_unit_of_another_office_cannot_be_written(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        version_id = make_parcel(session).id
    stranger = officer("CT.B02")
    with pytest.raises(NotHeldHere) as refused, transaction(engine, stranger) as session:
        session.get_one(ParcelVersion, version_id).address = "lấn"
    assert refused.value.facts["holder"] == "CT.B01"


def test_a_row_cannot_be_deleted_even_by_the_owner(engine: Engine, database: Database) -> None:
    with transaction(engine, B01) as session:
        make_party(session)
    owner = make_engine(database.migrator_url)
    for statement in ("DELETE FROM party", "TRUNCATE party CASCADE", "DELETE FROM journal"):
        with pytest.raises(RuleBroken) as refused, transaction(owner, B01) as session:
            session.execute(text(statement))
        assert refused.value.code == "JRN-03"
    owner.dispose()


def test_the_application_may_not_write_the_journal_itself(engine: Engine) -> None:
    for statement in (
        "UPDATE journal SET actor = 'khác'",
        "DELETE FROM journal",
        "INSERT INTO journal (txid) VALUES (1)",
        "UPDATE journal_seal SET chain_hash = ''",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), Session(engine) as session:
            session.execute(text(statement))


def test_text_that_is_not_nfc_is_refused(session: Session) -> None:
    with pytest.raises(RuleBroken) as refused, refusals(), session.begin_nested():
        make_party(session, "Nguye\u0302\u0303n")
    assert refused.value.code == "TXT-01"


def test_legal_geometry_is_never_rewritten(session: Session) -> None:
    version = make_parcel(session)
    with pytest.raises(RuleBroken) as refused, refusals(), session.begin_nested():
        session.execute(text("UPDATE parcel_version SET geom = ST_Translate(geom, 0.0001, 0)"))
    assert refused.value.code == "GEO-01"
    assert version.row_version == 1


def test_a_correction_in_psql_is_journalled_with_its_actor(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        party_id = make_party(session, "Lê Thị C").id
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL landdb.actor = 'dba'"))
        connection.execute(text("SET LOCAL landdb.office = 'CT.B01'"))
        connection.execute(
            text("UPDATE party SET name = 'Lê Thị D' WHERE id = :id"), {"id": party_id}
        )
    with Session(engine) as session:
        last = session.execute(
            text("SELECT actor, op, row ->> 'name' FROM journal ORDER BY id DESC LIMIT 1")
        ).one()
    assert tuple(last) == ("dba", "U", "Lê Thị D")


def test_the_dossier_of_a_change_is_journalled(engine: Engine) -> None:
    dossier_id = new_id()
    with transaction(engine, B01, dossier=dossier_id) as session:
        unit_id = make_party(session).id
        found = session.scalar(
            text("SELECT dossier_id FROM journal WHERE unit_id = :unit"), {"unit": unit_id}
        )
    assert found == dossier_id


def test_shares_that_do_not_sum_to_one_are_refused_at_the_end_of_the_transaction(
    engine: Engine,
) -> None:
    for shares, sum_ in (((1, 2), (1, 3)), "5/6"), (((2, 3), (1, 2)), "7/6"), ((), "0/1"):
        with pytest.raises(RuleBroken) as refused, transaction(engine, B01) as session:
            parties = [make_party(session, f"Người {n}") for n in range(len(shares))]
            baunit = make_baunit(session, make_parcel(session))
            make_rrr(
                session, baunit, *((p, n, d) for p, (n, d) in zip(parties, shares, strict=True))
            )
        assert (refused.value.code, refused.value.facts["sum"]) == ("RGT-01", sum_)


def test_thirds_sum_to_exactly_one(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        parties = [make_party(session, f"Người {n}") for n in range(3)]
        baunit = make_baunit(session, make_parcel(session))
        make_rrr(session, baunit, *((party, 1, 3) for party in parties))
    with Session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM share")) == 3


def test_two_live_parcels_of_one_number_are_refused(session: Session) -> None:
    make_parcel(session)
    with pytest.raises(Exception, match="uq_parcel_version_live_number"):
        make_parcel(session, ring=shifted(100))


def test_overlapping_lifespans_of_a_parcel_are_refused(session: Session) -> None:
    version = make_parcel(session)
    with pytest.raises(Exception, match="ex_parcel_version_lifespan"):
        session.execute(
            text(
                "INSERT INTO parcel_version (id, unit_id, parcel_id, sheet_id, number, commune_id,"
                " use_label, computed_area_m2, srid, geom, lifespan_begin)"
                " SELECT gen_random_uuid(), unit_id, parcel_id, sheet_id, '346', commune_id, use_label,"
                " computed_area_m2, srid, geom, lifespan_begin FROM parcel_version WHERE id = :id"
            ),
            {"id": version.id},
        )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("srid", "9209", "geom_srid"),
        ("geom", "ST_GeomFromText('MULTIPOLYGON EMPTY', 910500)", "geom_not_empty"),
        (
            "geom",
            "ST_GeomFromText('MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))', 910500)",
            "geom_valid",
        ),
        ("legal_area_m2", "'NaN'", "legal_area"),
        ("legal_area_m2", "-0.1", "legal_area"),
    ],
)
def test_what_must_never_be_false_is_refused_by_the_database(
    session: Session, column: str, value: str, constraint: str
) -> None:
    version = make_parcel(session)
    columns = "unit_id, parcel_id, sheet_id, commune_id, use_label, legal_area_m2, computed_area_m2, srid, geom"
    chosen = ", ".join(value if name == column else name for name in columns.split(", "))
    with pytest.raises(Exception, match=constraint):
        session.execute(
            text(
                f"INSERT INTO parcel_version (id, number, lifespan_begin, lifespan_end, {columns})"  # noqa: S608
                f" SELECT gen_random_uuid(), '7', '2001-01-01', '2002-01-01', {chosen}"
                " FROM parcel_version WHERE id = :id"
            ),
            {"id": version.id},
        )


def test_actor_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Actor("x", "x", "x").office_id = "y"  # type: ignore[misc]
