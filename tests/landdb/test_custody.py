"""One office at a time writes a unit; it changes hands only by offer, acceptance or recall."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb.actor import system_actor
from landdb.custody import services
from landdb.custody.models import Custody
from landdb.db import new_id, refusals, set_actor, transaction
from landdb.errors import LandError, NotHeldHere, RuleBroken
from tests.factories import make_parcel, make_party

OFFICES = ("CT", "CT.B01", "CT.B02")
B01 = system_actor("import", "CT.B01")
B02 = system_actor("import", "CT.B02")


def test_a_unit_in_transit_is_written_by_nobody(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        unit = make_parcel(session).parcel_id
        services.offer(session, B01, [unit], "CT.B02")
    for office in (B01, B02):
        with pytest.raises(NotHeldHere) as refused, transaction(engine, office) as session:
            session.execute(text("UPDATE parcel_version SET address = 'x'"))
        assert refused.value.facts["state"] == "transit"


def test_an_accepted_unit_is_written_by_the_new_holder_only(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        unit = make_parcel(session).parcel_id
        services.offer(session, B01, [unit], "CT.B02")
    with transaction(engine, B02) as session:
        services.accept(session, B02, [unit])
    with transaction(engine, B02) as session:
        session.execute(text("UPDATE parcel_version SET address = 'mới'"))
    with pytest.raises(NotHeldHere), transaction(engine, B01) as session:
        session.execute(text("UPDATE parcel_version SET address = 'cũ'"))


def test_a_recalled_offer_raises_the_epoch_again(session: Session) -> None:
    unit = make_parcel(session).parcel_id
    services.offer(session, B01, [unit], "CT.B02")
    services.recall(session, B01, [unit])
    held = session.get_one(Custody, unit, populate_existing=True)
    assert (held.office_id, held.state, held.epoch, held.to_office) == ("CT.B01", "held", 3, None)


def test_an_act_on_several_units_is_whole_or_not_at_all(engine: Engine) -> None:
    with transaction(engine, B01) as session:
        mine = make_party(session).id
    with transaction(engine, B02) as session:
        theirs = make_party(session).id
    with pytest.raises(NotHeldHere), transaction(engine, B01) as session:
        services.offer(session, B01, [mine, theirs], "CT")
    with Session(engine) as session:
        assert session.get_one(Custody, mine).state == "held"


def test_custody_steps_are_journalled(session: Session) -> None:
    unit = make_parcel(session).parcel_id
    services.offer(session, B01, [unit], "CT.B02")
    row = session.execute(
        text("SELECT op, row FROM journal WHERE table_name = 'custody' AND rid = :unit"),
        {"unit": str(unit)},
    ).one()
    assert (row.op, row.row["to_office"], row.row["epoch"]) == ("U", "CT.B02", 2)


@pytest.mark.parametrize(
    "step",
    [
        "UPDATE custody SET office_id = 'CT.B02'",
        "UPDATE custody SET epoch = 7",
        "UPDATE custody SET state = 'transit', to_office = 'CT.B02'",
        "UPDATE custody SET state = 'transit', to_office = 'CT.B01', epoch = epoch + 1",
        "INSERT INTO unit VALUES ('00000000-0000-7000-8000-00000000dead', 'party');"
        "INSERT INTO custody (unit_id, office_id) VALUES ('00000000-0000-7000-8000-00000000dead', 'CT')",
    ],
)
def test_a_step_outside_the_protocol_is_refused_by_the_database(engine: Engine, step: str) -> None:
    with transaction(engine, B01) as session:
        make_party(session)
    with pytest.raises(RuleBroken) as refused, transaction(engine, B01) as session:
        session.execute(text(step))
    assert refused.value.code == "CUS-02"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("offer", "accept", "recall", "write")),
            st.sampled_from(OFFICES),
            st.sampled_from(OFFICES),
        ),
        max_size=12,
    )
)
def test_whatever_offices_try_one_of_them_holds_and_the_epoch_never_falls(
    shared_engine: Engine, acts: list[tuple[str, str, str]]
) -> None:
    with shared_engine.connect() as connection, connection.begin() as outer:
        session = Session(connection, join_transaction_mode="create_savepoint")
        set_actor(session, B01)
        unit = new_id()
        services.make_unit(session, B01, unit, "party")
        holder, offered, epoch = "CT.B01", None, 1
        for act, office, other in acts:
            lawful = {
                "offer": holder == office and offered is None and other != office,
                "accept": offered == office,
                "recall": offered is not None and holder == office,
                "write": holder == office and offered is None,
            }[act]
            assert attempt(session, act, office, other, unit) == lawful
            if lawful:
                holder, offered, epoch = follow(act, office, other, holder, offered, epoch)
            now = session.get_one(Custody, unit, populate_existing=True)
            assert (now.office_id, now.to_office, now.epoch) == (holder, offered, epoch)
        session.close()
        outer.rollback()


def follow(
    act: str, office: str, other: str, holder: str, offered: str | None, epoch: int
) -> tuple[str, str | None, int]:
    """Return the model's next state after a lawful act."""
    match act:
        case "offer":
            return holder, other, epoch + 1
        case "accept":
            return office, None, epoch
        case "recall":
            return holder, None, epoch + 1
        case _:
            return holder, offered, epoch


def attempt(session: Session, act: str, office: str, other: str, unit: object) -> bool:
    """Try an act in the name of an office; tell whether it was allowed."""
    actor = system_actor("import", office)
    try:
        with refusals(), session.begin_nested():
            set_actor(session, actor)
            if act == "offer":
                services.offer(session, actor, [unit], other)
            elif act == "write":
                session.execute(
                    text(
                        "INSERT INTO source (id, unit_id, kind, title, accepted_at)"
                        " VALUES (gen_random_uuid(), :unit, 'letter', 'Công văn', now())"
                    ),
                    {"unit": unit},
                )
            else:
                getattr(services, act)(session, actor, [unit])
    except LandError:
        return False
    return True
