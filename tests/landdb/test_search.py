from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.db import set_actor
from landdb.errors import RuleBroken
from landdb.lookup import search as searching
from landdb.lookup.rules import read_question, slips
from landdb.lookup.search import SearchAnswer, search
from tests import factories as make


def titles(answer: SearchAnswer) -> list[tuple[str, str]]:
    return [(hit.kind, hit.title) for hit in answer.hits]


@pytest.fixture
def neighbour(session: Session, actor: Actor) -> Actor:
    """An officer of the other branch."""
    return replace(actor, office_id="CT.B02")


@pytest.mark.parametrize(
    "typed",
    [
        "12/345",
        " 12 / 345 ",
        "12 345",
        "tờ 12 thửa 345",
        "TỜ BẢN ĐỒ SỐ 12, THỬA ĐẤT SỐ 345",
        "thửa 345 tờ 12",
        "12/345 ninh kieu",
        "12/345 Phường Ninh Kiều",
        "31135 12/345",
    ],
)
def test_a_parcel_is_found_as_people_write_it(session: Session, actor: Actor, typed: str) -> None:
    parcel = make.make_parcel(session)

    (found,) = search(session, actor, typed).hits

    assert (found.kind, found.title, found.parcel_id) == ("parcel", "12/345", parcel.parcel_id)
    assert found.lon == pytest.approx(105.78, abs=0.02)
    assert found.lat == pytest.approx(10.03, abs=0.02)


@pytest.mark.parametrize("typed", ["AB/37", "ab/0037", "tờ AB thửa 37"])
def test_a_sheet_named_by_letters_alone_is_found(
    session: Session, actor: Actor, typed: str
) -> None:
    make.make_parcel(session, sheet="AB", number="37")

    (found,) = search(session, actor, typed).hits

    assert found.title == "AB/37"


def test_a_commune_beside_the_number_narrows_the_search(session: Session, actor: Actor) -> None:
    make.make_parcel(session)
    there = make.make_parcel(session, commune="31147", ring=make.shifted(100))

    (found,) = search(session, actor, "12/345 tan an").hits

    assert found.parcel_id == there.parcel_id
    assert len(search(session, actor, "12/345").hits) == 2


def test_a_former_commune_name_still_finds_the_parcel(session: Session, actor: Actor) -> None:
    old = make.add_unit(session, "commune", "31117", "An Hội cũ", "Phường", None)
    session.execute(
        text(
            "INSERT INTO admin_succession"
            " (id, predecessor_id, successor_id, kind, effective_on, partly)"
            " VALUES (gen_random_uuid(), :old, :new, 'merged', '2025-07-01', false)"
        ),
        {"old": old.id, "new": make.commune_id(session)},
    )
    parcel = make.make_parcel(session)

    (found,) = search(session, actor, "12/345 an hoi").hits

    assert found.parcel_id == parcel.parcel_id


def test_the_commune_that_numbered_a_parcel_stands_beside_todays(
    session: Session, actor: Actor
) -> None:
    numbered_there = make.make_parcel(session, commune="31147")
    session.execute(
        text("UPDATE parcel_version SET commune_id = :today WHERE id = :id"),
        {"today": make.commune_id(session, "31135"), "id": numbered_there.id},
    )

    (found,) = search(session, actor, "12/345").hits

    assert found.detail == "Ninh Kiều (Tân An) · ODT"


def test_numbers_with_letters_are_found_in_either_case(session: Session, actor: Actor) -> None:
    make.make_parcel(session, number="12-A", sheet="PL9")

    assert titles(search(session, actor, "pl9/12-a")) == [("parcel", "PL9/12-A")]


def test_an_ended_parcel_is_found_and_marked(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session)
    session.execute(
        text("UPDATE parcel_version SET lifespan_end = :at WHERE id = :id"),
        {"at": datetime(2026, 3, 1, tzinfo=UTC), "id": parcel.id},
    )

    (found,) = search(session, actor, "12/345").hits

    assert found.mark == "ended"


@pytest.mark.parametrize("typed", ["ba123456", "BA 123456", "Ba-123.456", "BA1234"])
def test_a_certificate_is_found_by_its_serial_in_any_spelling(
    session: Session, actor: Actor, typed: str
) -> None:
    parcel = make.make_parcel(session)
    made = make.make_certificate(session, make.make_baunit(session, parcel), parcels=(parcel,))

    (found,) = search(session, actor, typed).hits

    assert (found.kind, found.id, found.title) == ("certificate", made.id, "BA 123456")
    assert found.parcel_id == parcel.parcel_id


@pytest.mark.parametrize(
    "typed", ["000.00.01.H13-261102-0001", "000.00.01.h13-2611", "0001", "BNN/77123"]
)
def test_a_dossier_is_found_by_its_code_its_number_and_codes_elsewhere(
    session: Session, actor: Actor, typed: str
) -> None:
    parcel = make.make_parcel(session)
    dossier = make.make_dossier(session, parcel)
    session.execute(
        text(
            "INSERT INTO dossier_external_id (id, unit_id, dossier_id, system, value)"
            " VALUES (gen_random_uuid(), :id, :id, 'tax', 'BNN/77123')"
        ),
        {"id": dossier.id},
    )

    found = [hit for hit in search(session, actor, typed).hits if hit.kind == "dossier"]

    assert [(hit.id, hit.mark, hit.parcel_id) for hit in found] == [
        (dossier.id, "examining", parcel.parcel_id)
    ]


@pytest.mark.parametrize(
    "typed", ["nguyen van a", "Nguyễn Văn Á", "NGUYEN VAN", "van a nguyen", "dang", "dang thi dao"]
)
def test_a_holder_is_found_without_marks(session: Session, actor: Actor, typed: str) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    first = make.make_party(session, "Nguyễn Văn Á")
    second = make.make_party(session, "Đặng Thị Đào")
    make.make_rrr(session, unit, (first, 1, 2), (second, 1, 2))

    (found,) = search(session, actor, typed).hits

    assert found.id == (second if "dang" in typed else first).id
    assert found.parcel_id == parcel.parcel_id


@pytest.mark.parametrize("typed", ["thach som", "tach son", "thach soon"])
def test_a_slip_of_a_finger_still_finds_the_name(
    session: Session, actor: Actor, typed: str
) -> None:
    make.make_party(session, "Thạch Sơn")
    make.make_party(session, "Trần Văn Bảy")

    assert titles(search(session, actor, typed)) == [("party", "Thạch Sơn")]


def test_wildcards_are_letters_like_any_other(session: Session, actor: Actor) -> None:
    make.make_party(session, "Thạch Sơn")
    make.make_party(session, "Công ty 100% vốn")

    assert titles(search(session, actor, "th%n")) == []
    assert titles(search(session, actor, "th_ch so")) == []
    assert titles(search(session, actor, "100% von")) == [("party", "Công ty 100% vốn")]


def test_what_another_office_holds_is_told_by_number_serial_and_code_alone(
    session: Session, actor: Actor, neighbour: Actor
) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    make.make_rrr(session, unit, (make.make_party(session, "Thạch Sơn"), 1, 1))
    make.make_certificate(session, unit, parcels=(parcel,))
    make.make_dossier(session, parcel)

    for typed, kind, title in (
        ("12/345", "parcel", "12/345"),
        ("BA 123456", "certificate", "BA 123456"),
        ("000.00.01.H13-261102-0001", "dossier", "000.00.01.H13-261102-0001"),
    ):
        answer = search(session, neighbour, typed)
        assert answer.hits == ()
        assert [(e.kind, e.title, e.office_name) for e in answer.elsewhere] == [
            (kind, title, "Chi nhánh khu vực Ninh Kiều (thử)")
        ]
    for typed in ("thach son", "thach som", "BA 1234", "000.00.01.H13-2611"):
        assert search(session, neighbour, typed) == SearchAnswer((), ())


def test_a_holder_is_found_by_the_office_of_the_land_even_when_another_keeps_the_person(
    session: Session, actor: Actor, neighbour: Actor
) -> None:
    set_actor(session, neighbour)
    party = make.make_party(session, "Thạch Sơn")
    set_actor(session, actor)
    make.make_rrr(session, make.make_baunit(session, make.make_parcel(session)), (party, 1, 1))

    assert titles(search(session, actor, "thach son")) == [("party", "Thạch Sơn")]


def test_an_id_number_finds_nobody(session: Session, actor: Actor) -> None:
    make.make_party(session, "Thạch Sơn", cccd="000190001234")

    assert search(session, actor, "000190001234") == SearchAnswer((), ())


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00", "'; DROP TABLE party; --", "%", "/" * 500, "🂡"]
)
def test_text_that_means_nothing_finds_nothing(session: Session, actor: Actor, typed: str) -> None:
    assert search(session, actor, typed) == SearchAnswer((), ())


def test_a_question_is_read_without_its_surroundings() -> None:
    asked = read_question("Thửa đất số 7, tờ bản đồ số 003, xã Tài Văn")

    assert asked.parcel is not None
    assert asked.parcel.sheets == ("003", "3")
    assert asked.parcel.numbers == ("7",)
    assert asked.parcel.place == "tai van"


def test_a_search_that_takes_too_long_is_stopped_with_a_sentence(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PATIENCE_MS", 5)

    with pytest.raises(RuleBroken) as stopped, searching.given_up_in_time():
        searching.be_patient(session)
        session.execute(text("SELECT pg_sleep(10)"))

    assert stopped.value.code == "SEA-01"


def test_one_slip_of_a_finger_reaches_every_kind_of_slip() -> None:
    reached = set(slips("thach son"))

    assert {"thch son", "thachh son", "thach som", "htach son", "thachson"} <= reached
    assert "thach son" not in reached


def test_a_common_name_leaves_room_for_another_that_may_be_meant(
    session: Session, actor: Actor
) -> None:
    for _ in range(13):
        make.make_party(session, "Hồ Kim Hạ")
    make.make_party(session, "Hồ Kim Hoa")

    found = [hit.title for hit in search(session, actor, "ho kim hca").hits]

    assert "Hồ Kim Hoa" in found
