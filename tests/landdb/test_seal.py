"""The seal orders and proves; the verifier finds every tampering."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb.actor import system_actor
from landdb.db import make_engine, transaction
from landdb.journal.rules import canonical, canonical_moment, is_moment, refuse_numbers
from landdb.journal.seal import seal
from landdb.journal.verify import verify
from tests.conftest import Database
from tests.factories import make_parcel, make_party, shifted

B01 = system_actor("import", "CT.B01")
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdefgh_0123456789"), inner),
    max_leaves=12,
)


def seal_all(engine: Engine) -> int:
    """Seal until nothing waits; return how many entries."""
    total = 0
    while count := seal(engine):
        total += count
    return total


@given(st.dictionaries(st.text("abcdefgh_0123456789"), PLAIN))
def test_canonical_bytes_equal_rfc_8785(body: dict[str, object]) -> None:
    refuse_numbers(body)
    assert canonical(body) == rfc8785.dumps(body)


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {"a": [0.1]}])
def test_numbers_that_a_reader_could_round_are_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any refusal counts
        refuse_numbers({"x": value})


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1)))  # noqa: DTZ001 - a bound
def test_moments_have_six_decimals_and_a_z(moment: datetime) -> None:
    written = moment.isoformat()
    assert is_moment(written)
    assert canonical_moment(written) == moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def test_seal_is_dense_and_follows_every_committed_entry(engine: Engine) -> None:
    for number in range(3):
        with transaction(engine, B01) as session:
            make_parcel(session, number=str(number), ring=shifted(50 * number))
    seal_all(engine)
    with Session(engine) as session:
        waiting, entries, seals, last = session.execute(
            text(
                "SELECT (SELECT count(*) FROM journal_pending), (SELECT count(*) FROM journal),"
                " (SELECT count(*) FROM journal_seal), (SELECT max(seq) FROM journal_seal)"
            )
        ).one()
    assert (waiting, entries) == (0, seals)
    assert last == seals
    assert verify(engine).breaks == ()


def test_versions_of_a_record_form_a_chain(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        party_id = make_party(session).id
    seal_all(engine)
    for name in ("B", "C"):
        with transaction(engine, B01) as session:
            session.execute(text("UPDATE party SET name = :name"), {"name": name})
        seal_all(engine)
    with Session(engine) as session:
        head = session.execute(
            text("SELECT row_version FROM record_head WHERE rid = :rid"), {"rid": str(party_id)}
        ).scalar_one()
    assert head == 3
    assert verify(engine).breaks == ()


def test_seals_of_several_writers_keep_the_order_of_each_record(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        ids = [make_party(session, f"Người {n}").id for n in range(3)]
    done = threading.Event()

    def write(seed: int) -> None:
        choose = random.Random(seed)  # noqa: S311 - not for secrets
        for turn in range(25):
            with transaction(engine, B01) as session:
                for party_id in sorted(choose.sample(ids, 2)):
                    session.execute(
                        text("UPDATE party SET address = :a WHERE id = :id"),
                        {"a": f"{seed}/{turn}", "id": party_id},
                    )

    def keep_sealing() -> None:
        while not done.is_set():
            seal(engine)

    sealer = threading.Thread(target=keep_sealing)
    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
    sealer.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    sealer.join()
    seal_all(engine)
    with Session(engine) as session:
        faults = session.scalar(
            text(
                "SELECT count(*) FROM (SELECT j.row_version - lag(j.row_version) OVER"
                " (PARTITION BY j.table_name, j.rid ORDER BY s.seq) AS step"
                " FROM journal_seal s JOIN journal j ON j.id = s.journal_id) AS t WHERE step <> 1"
            )
        )
        split = session.scalar(
            text(
                "SELECT count(*) FROM (SELECT j.txid, max(s.seq) - min(s.seq) + 1 - count(*) AS holes"
                " FROM journal_seal s JOIN journal j ON j.id = s.journal_id GROUP BY j.txid) AS t"
                " WHERE holes <> 0"
            )
        )
    assert (faults, split) == (0, 0)
    assert verify(engine).breaks == ()


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        (
            "UPDATE journal SET row = row || '{\"name\": \"Kẻ gian\"}' WHERE table_name = 'party'",
            "VER-01",
        ),
        ("UPDATE journal SET actor = 'khác' WHERE table_name = 'party'", "VER-02"),
        ("UPDATE journal SET at = at + interval '1 second' WHERE table_name = 'party'", "VER-02"),
        ("DELETE FROM journal_seal WHERE seq = 2", "VER-03"),
        (
            "UPDATE journal_seal SET journal_id = CASE journal_id WHEN 22 THEN 23 ELSE 22 END"
            " WHERE journal_id IN (22, 23)",
            "VER-01",
        ),
        (
            "INSERT INTO journal (txid, at, actor, account_office, table_name, rid, op, row_version, row)"
            " VALUES (1, now(), 'x', 'x', 'party', 'x', 'I', 1, '{}')",
            "VER-04",
        ),
    ],
)
def test_a_superuser_who_tampers_is_found(
    engine: Engine, database: Database, tampering: str, code: str
) -> None:
    with transaction(engine, B01) as session:
        make_party(session)
    seal_all(engine)
    superuser = make_engine(database.url("postgres"))
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        if "CASE journal_id" in tampering:
            connection.execute(
                text("ALTER TABLE journal_seal DROP CONSTRAINT uq_journal_seal_journal_id")
            )
        connection.exec_driver_sql(tampering)
    superuser.dispose()
    assert code in {found.code for found in verify(engine).breaks}


def test_a_cut_tail_is_found_by_the_witness(engine: Engine, database: Database) -> None:
    with transaction(engine, B01) as session:
        make_party(session)
    seal_all(engine)
    before = verify(engine)
    superuser = make_engine(database.url("postgres"))
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text(
                "WITH gone AS (DELETE FROM journal_seal WHERE seq = :seq RETURNING journal_id)"
                " DELETE FROM journal USING gone WHERE id = journal_id"
            ),
            {"seq": before.entries},
        )
    superuser.dispose()
    assert verify(engine).breaks == ()
    found = verify(engine, (before.entries, before.head)).breaks
    assert [b.code for b in found] == ["VER-05"]


def test_the_command_line_verifies_a_register_it_knows_no_model_of(
    engine: Engine, database: Database
) -> None:
    with transaction(engine, B01) as session:
        make_parcel(session)
    done = subprocess.run(
        [sys.executable, "-m", "landdb.cli.main", "verify"],
        env={**os.environ, "LANDDB_DATABASE_URL": database.app_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with Session(engine) as session:
        head = session.execute(
            text("SELECT seq, chain_hash FROM journal_seal ORDER BY seq DESC LIMIT 1")
        ).one()
    assert f"{head.seq}:{bytes(head.chain_hash).hex()}" in done.stdout


def test_sealed_bodies_hold_no_floating_point(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        make_parcel(session, legal_area=None)
    with Session(engine) as session:
        for row in session.scalars(text("SELECT row::text FROM journal")):
            refuse_numbers(json.loads(row, parse_float=str))
