from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from landdb.actor import Actor
from landdb.db import reading, set_actor, transaction
from landdb.errors import NotFound
from landdb.lookup import home
from landdb.lookup.certificate_view import certificate_view
from landdb.lookup.dossier_view import dossier_view
from landdb.lookup.party_view import party_view
from landdb.parties.models import PartyMember
from landdb.tiles.services import build_overview
from tests import factories as make


@pytest.fixture
def register(session: Session) -> dict[str, UUID]:
    """One parcel of B01 with a holder, a certificate and a dossier."""
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    party = make.make_party(session, "Thạch Sơn", cccd="000190001234")
    make.make_rrr(session, unit, (party, 1, 1))
    certificate = make.make_certificate(session, unit, parcels=(parcel,), holders=(party,))
    dossier = make.make_dossier(session, parcel)
    session.flush()
    return {
        "parcel": parcel.parcel_id,
        "party": party.id,
        "certificate": certificate.id,
        "dossier": dossier.id,
    }


def test_a_dossier_shows_its_parcels_and_steps(
    session: Session, actor: Actor, register: dict[str, UUID]
) -> None:
    seen = dossier_view(session, actor, register["dossier"])

    assert (seen.code, seen.state) == ("000.00.01.H13-261102-0001", "examining")
    assert [place.parcel_id for place in seen.places] == [register["parcel"]]
    assert [(step.position, step.state) for step in seen.steps] == [(1, "examining")]
    west, south, east, north = seen.places[0].bbox
    assert 105 < west < east < 107
    assert 9 < south < north < 11


def test_a_certificate_shows_its_holders_masked_and_its_parcels(
    session: Session, actor: Actor, register: dict[str, UUID]
) -> None:
    seen = certificate_view(session, actor, register["certificate"])

    assert (seen.serial, seen.status) == ("BA 123456", "in_force")
    assert [(h.name, h.identifiers[0].last4) for h in seen.holders] == [("Thạch Sơn", "1234")]
    assert [place.label for place in seen.places] == ["12/345"]
    assert "00019" not in repr(seen)


def test_a_replaced_certificate_names_the_new_one_and_the_new_one_the_old(
    session: Session, actor: Actor
) -> None:
    parcel = make.make_parcel(session)
    unit = make.make_baunit(session, parcel)
    old = make.make_certificate(
        session, unit, serial="AD 000001", parcels=(parcel,), status="replaced"
    )
    new = make.make_certificate(session, unit, serial="BA 000002", parcels=(parcel,))
    session.execute(
        text("UPDATE certificate_version SET replaced_by_id = :new WHERE certificate_id = :old"),
        {"new": new.id, "old": old.id},
    )

    assert certificate_view(session, actor, old.id).replaced_by_serial == "BA 000002"
    assert [o.serial for o in certificate_view(session, actor, new.id).replaces] == ["AD 000001"]


def test_a_party_shows_what_it_holds_itself_and_in_its_household(
    session: Session, actor: Actor, register: dict[str, UUID]
) -> None:
    household = make.make_party(session, "Hộ ông Thạch Sơn", kind="household")
    session.add(
        PartyMember(
            unit_id=household.id,
            group_id=household.id,
            member_id=register["party"],
            role="head",
            lifespan_begin=make.THEN,
        )
    )
    field = make.make_parcel(session, number="346", ring=make.shifted(40))
    make.make_rrr(session, make.make_baunit(session, field), (household, 1, 1))

    seen = party_view(session, actor, register["party"])

    assert [(place.label, place.holder_name) for place in seen.places] == [
        ("12/345", "Thạch Sơn"),
        ("12/346", "Hộ ông Thạch Sơn"),
    ]
    assert [i.last4 for i in seen.identifiers] == ["1234"]
    assert [g.name for g in seen.groups] == ["Hộ ông Thạch Sơn"]
    assert "00019" not in repr(seen)


def test_a_party_shows_only_land_in_scope(
    session: Session, actor: Actor, register: dict[str, UUID]
) -> None:
    neighbour = replace(actor, office_id="CT.B02")
    set_actor(session, neighbour)
    there = make.make_parcel(session, commune="31528", number="9", ring=make.shifted(900))
    unit = make.make_baunit(session, there)
    set_actor(session, neighbour)
    share = make.make_rrr(session, unit)
    session.execute(
        text(
            "INSERT INTO share (id, unit_id, rrr_version_id, party_id, numerator, denominator)"
            " VALUES (gen_random_uuid(), :unit, :version, :party, 1, 1)"
        ),
        {"unit": unit.id, "version": share.id, "party": register["party"]},
    )

    assert [p.label for p in party_view(session, actor, register["party"]).places] == ["12/345"]
    assert [p.label for p in party_view(session, neighbour, register["party"]).places] == ["12/9"]
    everything = party_view(session, replace(actor, office_id="CT"), register["party"])
    assert sorted(p.label for p in everything.places) == ["12/345", "12/9"]


VIEWS: dict[str, Callable[[Session, Actor, UUID], object]] = {
    "dossier": dossier_view,
    "certificate": certificate_view,
    "party": party_view,
}


@pytest.mark.parametrize("kind", VIEWS)
@pytest.mark.parametrize(
    ("office", "sees"), [("CT.B01", True), ("CT", True), ("CT.B02", False), ("no-such", False)]
)
def test_an_office_opens_what_is_in_its_scope_and_nothing_else(
    session: Session,
    actor: Actor,
    register: dict[str, UUID],
    kind: str,
    office: str,
    sees: bool,
) -> None:
    asking = replace(actor, office_id=office)

    if sees:
        assert VIEWS[kind](session, asking, register[kind])
        return
    with pytest.raises(NotFound) as refusal:
        VIEWS[kind](session, asking, register[kind])
    with pytest.raises(NotFound) as missing:
        VIEWS[kind](session, asking, uuid4())
    assert refusal.value.args == missing.value.args


def test_an_office_starts_at_its_own_land(session: Session, actor: Actor) -> None:
    make.make_parcel(session)

    west, south, east, north = home.start_extent(session, "CT.B01")

    assert 105.7 < west < east < 105.8
    assert 10.0 < south < north < 10.1
    assert home.start_extent(session, "CT.B02") == home.COUNTRY
    assert [zone.srid for zone in home.zones(session, "CT.B01")] == [910500]
    assert home.zones(session, "CT.B02") == ()
    assert home.office_name(session, "CT.B01") == "Chi nhánh khu vực Ninh Kiều (thử)"


def test_an_office_starts_at_the_outlines_of_its_communes_once_they_are_drawn(
    engine: Engine, actor: Actor
) -> None:
    with transaction(engine, actor) as session:
        make.make_parcel(session)
    build_overview(engine)

    with reading(engine) as session:
        west, south, east, north = home.start_extent(session, "CT.B01")
        everywhere = home.start_extent(session, "CT")
        elsewhere = home.start_extent(session, "CT.B02")

    assert 105.7 < west < east < 105.8
    assert 10.0 < south < north < 10.1
    assert everywhere == (west, south, east, north)
    assert elsewhere == home.COUNTRY


def test_the_legend_names_every_land_use(session: Session) -> None:
    assert {"ODT", "ONT", "CLN", "LUC"} <= {use.code for use in home.legend(session)}
