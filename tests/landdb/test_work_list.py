from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.lookup.work_list import work_list
from tests import factories as make

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def test_the_work_list_begins_with_what_is_due_first(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session)
    for code, days in (("A.B-261102-0001", 5), ("A.B-261102-0002", -2), ("A.B-261102-0003", None)):
        dossier = make.make_dossier(session, parcel, code=code)
        dossier.due_at = NOW + timedelta(days=days) if days is not None else None
    session.flush()

    found = work_list(session, actor, NOW)

    assert [line.code[-1] for line in found.rows] == ["2", "1", "3"]
    assert found.rows[0].label == "12/345"
    assert (found.open, found.late) == (3, 1)


def test_closed_dossiers_and_those_of_other_offices_are_not_work(
    session: Session, actor: Actor
) -> None:
    make.make_dossier(session, code="A.B-261102-0001", state="closed")

    assert work_list(session, actor, NOW).rows == ()
    make.make_dossier(session, code="A.B-261102-0002")
    assert work_list(session, make.officer("CT.B02"), NOW).rows == ()
    assert work_list(session, actor, NOW).open == 1


def test_the_list_is_cut_and_the_counts_are_not(session: Session, actor: Actor) -> None:
    for running in range(5):
        make.make_dossier(session, code=f"A.B-261102-{running:04d}")

    found = work_list(session, actor, NOW, most=3)

    assert len(found.rows) == 3
    assert found.open == 5


def test_the_list_can_show_one_state_or_what_is_late(session: Session, actor: Actor) -> None:
    late = make.make_dossier(session, code="A.B-261102-0001", state="tax")
    late.due_at = NOW - timedelta(days=1)
    make.make_dossier(session, code="A.B-261102-0002", state="signing")
    session.flush()

    def codes(only: str) -> list[str]:
        return [line.code[-1] for line in work_list(session, actor, NOW, only=only).rows]

    assert (codes("late"), codes("tax"), codes("signing"), codes("ready")) == (
        ["1"],
        ["1"],
        ["2"],
        [],
    )
    assert work_list(session, actor, NOW, only="ready").open == 2
