from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb.prepared import prepared, run

TWICE = prepared("twice", "SELECT 2 * :number AS found, 'a'::text AS kept", {"number": "integer"})


def on_connection(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT name FROM pg_prepared_statements ORDER BY name")))


def test_a_statement_is_prepared_once_a_connection(engine: Engine) -> None:
    with engine.connect() as connection:
        assert [run(connection, TWICE, {"number": n}).scalar_one() for n in (1, 2, 3)] == [2, 4, 6]
        assert list(connection.scalars(text("SELECT name FROM pg_prepared_statements"))) == [
            "twice"
        ]


def test_a_statement_outlives_the_transaction_that_prepared_it(engine: Engine) -> None:
    with Session(engine) as session:
        run(session, TWICE, {"number": 1})
        session.rollback()
        assert run(session, TWICE, {"number": 21}).scalar_one() == 42
        assert on_connection(session) == ["twice"]


def test_a_new_connection_prepares_for_itself(engine: Engine) -> None:
    for _ in range(2):
        with engine.connect() as connection:
            assert run(connection, TWICE, {"number": 4}).scalar_one() == 8
        engine.dispose()


def test_names_are_bound_and_casts_are_left_alone() -> None:
    assert TWICE.making == ("PREPARE twice (integer) AS SELECT 2 * $1 AS found, 'a'::text AS kept")
