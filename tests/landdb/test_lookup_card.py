from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.errors import NotFound
from landdb.lookup.parcel_card import ParcelCard, parcel_card, parcel_id_of_feature
from landdb.parties.models import PartyMember
from tests import factories as make


def card_of(session: Session, actor: Actor, version: object) -> ParcelCard:
    return parcel_card(session, actor, version.parcel_id)  # type: ignore[attr-defined]


def test_the_card_says_both_areas_and_their_difference(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session, legal_area=Decimal("398.5"))

    card = card_of(session, actor, parcel)

    assert (card.label, card.commune.name) == ("12/345", "Ninh Kiều")
    assert card.legal_area_m2 == Decimal("398.5")
    assert card.computed_area_m2 == Decimal("400.00")
    assert str(card.area_difference_m2) == "1.50"
    assert [(use.code, use.area_m2) for use in card.uses] == [("ODT", Decimal("398.5"))]


def test_the_card_shows_exact_shares_and_only_the_last_four_digits(
    session: Session, actor: Actor
) -> None:
    parcel = make.make_parcel(session)
    first = make.make_party(session, "Trần Thị B", cccd="000190001234")
    second = make.make_party(session, "Lý Văn C", cccd="000190009876")
    unit = make.make_baunit(session, parcel)
    make.make_rrr(session, unit, (first, 2, 3), (second, 1, 3))

    (right,) = card_of(session, actor, parcel).rights

    assert [(h.name, h.share) for h in right.holders] == [
        ("Trần Thị B", Fraction(2, 3)),
        ("Lý Văn C", Fraction(1, 3)),
    ]
    assert [h.identifiers[0].last4 for h in right.holders] == ["1234", "9876"]
    assert "00019" not in repr(right)


def test_members_of_a_household_are_named_with_masked_numbers(
    session: Session, actor: Actor
) -> None:
    parcel = make.make_parcel(session)
    household = make.make_party(session, "Hộ ông Thạch Sơn", kind="household")
    head = make.make_party(session, "Thạch Sơn", cccd="000175005678")
    session.add(
        PartyMember(
            unit_id=household.id,
            group_id=household.id,
            member_id=head.id,
            role="head",
            lifespan_begin=make.THEN,
        )
    )
    make.make_rrr(session, make.make_baunit(session, parcel), (household, 1, 1))

    (holder,) = card_of(session, actor, parcel).rights[0].holders

    assert [(m.name, m.role, m.identifiers[0].last4) for m in holder.members] == [
        ("Thạch Sơn", "head", "5678")
    ]


def test_restrictions_carry_their_time_of_registration(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    bank = make.make_party(session, "Ngân hàng Mẫu", kind="organisation")
    make.make_rrr(session, unit, (make.make_party(session), 1, 1))
    make.make_rrr(session, unit, (bank, 1, 1), kind="restriction", type_="mortgage")

    card = card_of(session, actor, parcel)

    assert [(e.type, e.registered_at) for e in card.restrictions] == [("mortgage", make.THEN)]
    assert [e.type for e in card.rights] == ["land_use"]


def test_certificates_in_force_come_before_former_ones(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    make.make_certificate(session, unit, serial="AD 000001", parcels=(parcel,), status="replaced")
    make.make_certificate(session, unit, serial="BA 000002", parcels=(parcel,))

    card = card_of(session, actor, parcel)

    assert [(c.serial, c.in_force) for c in card.certificates] == [
        ("BA 000002", True),
        ("AD 000001", False),
    ]


def test_open_and_closed_dossiers_stand_apart(session: Session, actor: Actor) -> None:
    parcel = make.make_parcel(session)
    make.make_dossier(session, parcel, code="000.00.01.H13-261102-0001")
    make.make_dossier(session, parcel, code="000.00.01.H13-250701-0002", state="closed")

    card = card_of(session, actor, parcel)

    assert [d.code[-4:] for d in card.open_dossiers] == ["0001"]
    assert [d.code[-4:] for d in card.closed_dossiers] == ["0002"]


def test_the_card_flies_to_ninh_kieu(session: Session, actor: Actor) -> None:
    card = card_of(session, actor, make.make_parcel(session))

    west, south, east, north = card.bbox
    assert 105.7 < west < east < 105.8
    assert 10.0 < south < north < 10.1
    assert card.geojson.startswith('{"type":"MultiPolygon"')


def test_the_card_of_an_ended_parcel_says_what_stood_when_it_ended(
    session: Session, actor: Actor
) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    make.make_rrr(session, unit, (make.make_party(session, "Kim Sa Rây"), 1, 1))
    ended = {"at": datetime(2026, 3, 1, tzinfo=UTC), "parcel": parcel.parcel_id, "unit": unit.id}
    for change in (
        "UPDATE parcel_version SET lifespan_end = :at WHERE parcel_id = :parcel",
        "UPDATE parcel SET lifespan_end = :at WHERE id = :parcel",
        "UPDATE baunit_parcel SET lifespan_end = :at WHERE baunit_id = :unit",
        "UPDATE rrr_version SET lifespan_end = :at WHERE unit_id = :unit",
    ):
        session.execute(text(change), ended)

    card = card_of(session, actor, parcel)

    assert card.lifespan_end == ended["at"]
    assert card.rights[0].holders[0].name == "Kim Sa Rây"


@pytest.mark.parametrize(
    ("office", "sees"), [("CT.B01", True), ("CT", True), ("CT.B02", False), ("no-such", False)]
)
def test_an_office_sees_the_parcels_of_its_communes(
    session: Session, actor: Actor, office: str, sees: bool
) -> None:
    parcel = make.make_parcel(session)
    asking = replace(actor, office_id=office)

    if sees:
        assert card_of(session, asking, parcel).id == parcel.parcel_id
        assert parcel_id_of_feature(session, asking, parcel.feature_id) == parcel.parcel_id
        return
    with pytest.raises(NotFound) as card:
        card_of(session, asking, parcel)
    with pytest.raises(NotFound) as feature:
        parcel_id_of_feature(session, asking, parcel.feature_id)
    assert card.value.code == feature.value.code == "REG-01"


def test_an_office_sees_a_parcel_it_holds_outside_its_communes(
    session: Session, actor: Actor
) -> None:
    parcel = make.make_parcel(session, commune="31528")

    assert card_of(session, actor, parcel).custody.office_id == "CT.B01"


def test_a_parcel_that_is_not_there_is_not_found(session: Session, actor: Actor) -> None:
    with pytest.raises(NotFound):
        parcel_card(session, actor, uuid4())
