"""Tiles over HTTP: bytes, tags and who may have them."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import text

from gis.tiles import tile_at
from tests.webmap.conftest import Town


def path_of(town: Town, zoom: int) -> str:
    at = tile_at(town.x, town.y, zoom)
    return f"/tiles/parcels/{zoom}/{at.column}/{at.row}.mvt"


def test_a_tile_holds_the_parcel(clerk: FlaskClient, town: Town) -> None:
    response = clerk.get(path_of(town, 17))

    assert response.status_code == 200
    assert response.mimetype == "application/vnd.mapbox-vector-tile"
    assert b"parcels" in response.data
    assert b"12/345" in response.data


def test_no_person_is_in_a_tile(clerk: FlaskClient, town: Town) -> None:
    assert "Nguyễn".encode() not in clerk.get(path_of(town, 18)).data


def test_an_unchanged_tile_is_not_sent_again(clerk: FlaskClient, town: Town) -> None:
    first = clerk.get(path_of(town, 16))

    again = clerk.get(path_of(town, 16), headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_changed_parcel_changes_the_tag(clerk: FlaskClient, town: Town) -> None:
    first = clerk.get(path_of(town, 15))
    with town.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT set_config('landdb.actor', 'system:test', true),"
                " set_config('landdb.office', 'CT.B01', true)"
            )
        )
        connection.execute(
            text("UPDATE parcel_version SET use_label = 'ONT' WHERE parcel_id = :id"),
            {"id": town.parcel},
        )

    again = clerk.get(path_of(town, 15), headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]


def test_a_large_tile_is_compressed_for_who_can_read_it(clerk: FlaskClient, town: Town) -> None:
    small = clerk.get(path_of(town, 17), headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in small.headers
    assert "Accept-Encoding" in small.headers["Vary"]


def test_there_is_no_tile_outside_the_world(clerk: FlaskClient) -> None:
    for path in ("3/8/0", "3/0/8", "23/0/0", "99/0/0"):
        assert clerk.get(f"/tiles/parcels/{path}.mvt").status_code == 404


def test_a_guest_gets_no_tile(guest: FlaskClient, town: Town) -> None:
    assert guest.get(path_of(town, 16)).status_code == 401


def test_a_tile_far_away_is_empty_and_well(clerk: FlaskClient) -> None:
    response = clerk.get("/tiles/parcels/16/0/0.mvt")

    assert (response.status_code, response.data) == (200, b"")
