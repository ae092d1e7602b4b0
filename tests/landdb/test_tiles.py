from __future__ import annotations

from datetime import UTC, datetime

import mapbox_vector_tile
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.errors import GisError
from gis.tiles import Tile as Cell
from gis.tiles import tile_at
from landdb.actor import Actor
from landdb.db import reading, transaction
from landdb.tiles.layers import overview_level
from landdb.tiles.queries import tile, tile_etag
from landdb.tiles.services import build_overview
from tests import factories as make


def cell_of(session: Session, zoom: int, parcel_id: object) -> Cell:
    x, y = session.execute(
        text(
            "SELECT ST_X(c), ST_Y(c) FROM parcel_version, LATERAL ST_Centroid(geom_web) AS c"
            " WHERE parcel_id = :id"
        ),
        {"id": parcel_id},
    ).one()
    return tile_at(x, y, zoom)


def decoded(body: bytes, layer: str) -> list[dict[str, object]]:
    """Read the ids and properties of a layer of a tile, with a reader that is not ours."""
    features = mapbox_vector_tile.decode(body)[layer]["features"]
    return [{"id": feature.get("id"), **feature["properties"]} for feature in features]


def layers(body: bytes) -> set[str]:
    return set(mapbox_vector_tile.decode(body))


@pytest.mark.parametrize("zoom", [14, 16])
def test_a_tile_from_z14_has_ids_and_land_use_alone(session: Session, zoom: int) -> None:
    parcel = make.make_parcel(session, use="CLN")
    at = cell_of(session, zoom, parcel.parcel_id)

    (feature,) = decoded(tile(session, zoom, at.column, at.row).body, "parcels")

    assert feature["id"] == parcel.feature_id
    assert feature["use"] == "CLN"
    assert set(feature) == {"id", "use"}


def test_a_tile_from_z17_has_labels(session: Session) -> None:
    parcel = make.make_parcel(session)
    at = cell_of(session, 17, parcel.parcel_id)

    (feature,) = decoded(tile(session, 17, at.column, at.row).body, "parcels")

    assert feature["so"] == "12/345"


def test_an_ended_parcel_leaves_the_tiles(session: Session) -> None:
    parcel = make.make_parcel(session)
    at = cell_of(session, 16, parcel.parcel_id)
    before = tile(session, 16, at.column, at.row)

    session.execute(
        text("UPDATE parcel_version SET lifespan_end = :at WHERE id = :id"),
        {"at": datetime(2026, 3, 1, tzinfo=UTC), "id": parcel.id},
    )
    after = tile(session, 16, at.column, at.row)

    assert before.body
    assert after.body == b""
    assert after.etag != before.etag


def test_the_tag_changes_with_the_parcels_of_its_cell_and_no_others(session: Session) -> None:
    parcel = make.make_parcel(session)
    here = cell_of(session, 15, parcel.parcel_id)
    before = tile_etag(session, 15, here.column, here.row)

    make.make_parcel(session, number="346", ring=make.shifted(20_000))
    assert tile_etag(session, 15, here.column, here.row) == before

    make.make_parcel(session, number="347", ring=make.shifted(20))
    assert tile_etag(session, 15, here.column, here.row) != before


def test_a_parcel_beside_the_edge_changes_the_tag_of_the_cell_next_door(session: Session) -> None:
    """What is drawn across an edge is in both tiles: the buffer is a sixteenth of a tile."""
    parcel = make.make_parcel(session)
    at = cell_of(session, 14, parcel.parcel_id)
    west, *_ = at.envelope()
    x = session.scalar(
        text("SELECT ST_XMin(geom_web) FROM parcel_version WHERE id = :id"), {"id": parcel.id}
    )
    before = tile_etag(session, 14, at.column - 1, at.row)

    # One metre of ground is a little more in Web Mercator: this lands within the buffer.
    make.make_parcel(session, number="9", ring=make.shifted(-(x - west) * 0.98))

    assert tile_etag(session, 14, at.column - 1, at.row) != before


def test_a_tile_from_far_is_never_blank_where_parcels_lie(session: Session) -> None:
    parcel = make.make_parcel(session, use="LUC")

    for zoom in range(5, 14):
        at = cell_of(session, zoom, parcel.parcel_id)
        features = decoded(tile(session, zoom, at.column, at.row).body, "landuse")
        assert [feature["use"] for feature in features] == ["LUC"]


def fill(engine: Engine, actor: Actor, *, count: int = 6) -> object:
    """Commit a small field of 120 m parcels of two uses; return the first parcel's id."""
    with transaction(engine, actor) as session:
        made = [
            make.make_parcel(
                session,
                number=str(i * count + j + 1),
                ring=tuple((x + 120 * i, y + 120 * j) for x, y in BIG),
                use="LUC" if i else "ONT",
                legal_area=None,
            ).parcel_id
            for i in range(count)
            for j in range(count)
        ]
    return made[0]


BIG = ((585000.0, 1109000.0), (585000.0, 1109120.0), (585120.0, 1109120.0), (585120.0, 1109000.0))


def test_the_overview_dissolves_land_and_names_communes(engine: Engine, actor: Actor) -> None:
    parcel = fill(engine, actor)

    build_overview(engine)

    with reading(engine) as session:
        for zoom in (12, 13):
            at = cell_of(session, zoom, parcel)
            body = tile(session, zoom, at.column, at.row).body
            land = decoded(body, "landuse")
            communes = decoded(body, "communes")
            assert {feature["use"] for feature in land} == {"LUC", "ONT"}
            assert len(land) <= 3
            assert [feature["name"] for feature in communes] == ["Ninh Kiều"]
        at = cell_of(session, 14, parcel)
        near = tile(session, 14, at.column, at.row).body
        assert layers(near) == {"parcels", "communes"}


def test_no_simplified_border_is_drawn_beside_exact_ones(engine: Engine, actor: Actor) -> None:
    parcel = fill(engine, actor)
    build_overview(engine)
    with reading(engine) as session:
        at = cell_of(session, 17, parcel)
        assert layers(tile(session, 17, at.column, at.row).body) == {"parcels"}


def test_an_overview_built_twice_changes_no_tag(engine: Engine, actor: Actor) -> None:
    parcel = fill(engine, actor)
    build_overview(engine)
    with reading(engine) as session:
        far, near = cell_of(session, 10, parcel), cell_of(session, 15, parcel)
        before = [tile_etag(session, at.zoom, at.column, at.row) for at in (far, near)]

    build_overview(engine)

    with reading(engine) as session:
        after = [tile_etag(session, at.zoom, at.column, at.row) for at in (far, near)]
    assert after == before


def test_a_new_overview_changes_the_tags_of_tiles_from_far(engine: Engine, actor: Actor) -> None:
    parcel = fill(engine, actor, count=2)
    with reading(engine) as session:
        at = cell_of(session, 13, parcel)
        tags = [tile_etag(session, at.zoom, at.column, at.row)]

    for step in range(2):
        if step:
            with transaction(engine, actor) as session:
                make.make_parcel(
                    session, number="999", ring=tuple((x + 240, y) for x, y in BIG), use="CLN"
                )
        build_overview(engine)
        with reading(engine) as session:
            tags.append(tile_etag(session, at.zoom, at.column, at.row))

    assert len(set(tags)) == 3


def test_an_import_before_any_overview_changes_the_tags_of_tiles_from_far(
    engine: Engine, actor: Actor
) -> None:
    with reading(engine) as session:
        before = tile_etag(session, 6, 50, 30)
    fill(engine, actor, count=1)
    with reading(engine) as session:
        assert tile_etag(session, 6, 50, 30) != before


def test_where_there_is_no_land_a_tile_is_empty(session: Session) -> None:
    assert tile(session, 14, 0, 0).body == b""
    assert tile(session, 6, 0, 0).body == b""


@pytest.mark.parametrize(("z", "x", "y"), [(3, 8, 0), (3, 0, 8), (3, -1, 0), (23, 0, 0)])
def test_there_is_no_tile_outside_the_grid(session: Session, z: int, x: int, y: int) -> None:
    with pytest.raises(GisError):
        tile(session, z, x, y)


def test_each_zoom_has_its_own_level_as_far_as_levels_go() -> None:
    assert [overview_level(zoom) for zoom in (0, 7, 8, 12, 13, 16)] == [7, 7, 8, 12, 13, 13]
