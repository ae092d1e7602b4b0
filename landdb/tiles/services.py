"""Builds what the map shows from far: land use dissolved and simplified, and the outlines of communes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon
from sqlalchemy import Engine, Row, text
from sqlalchemy.orm import Session

from gis.generalise import coarser, dissolve, in_order, outline, simplified
from landdb.bulk import copy_columns
from landdb.db import reading
from landdb.tiles.layers import OVERVIEW_LEVELS

#: Metres of a screen point (256 to a tile) at zoom 0 on the sphere of Web Mercator, the unit of zooms.
POINT_AT_ZERO_M = 2 * np.pi * 6_378_137.0 / 256
#: Parcels read from the database at a time.
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of the overview; ``code`` is a land-use code or a commune's."""

    level: int
    layer: str
    code: str
    name: str
    shape: MultiPolygon


def build_overview(engine: Engine) -> int:
    """Rebuild the generalised layers from the live parcels; return the number of areas.

    One commune in memory at a time. What did not change keeps its rows, so that browsers keep their
    tiles. Runs beside everything else: readers see the old layers until the new ones are whole.
    """
    drawn: list[Drawn] = []
    with reading(engine) as session:
        for commune, rows in groupby(parcels_by_commune(session), key=attrgetter("commune_id")):
            drawn += overview_of(*name_of(session, commune), rows)
    with Session(engine) as session, session.begin():
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('tiles.overview'))"))
        replace_changed(session, drawn)
    return len(drawn)


def parcels_by_commune(session: Session) -> Iterator[Row[Any]]:
    """Yield land use and display geometry of the live parcels, commune by commune."""
    found = session.execute(
        text(
            "SELECT commune_id::text, use_label, ST_AsBinary(geom_web) AS wkb FROM parcel_version"
            " WHERE lifespan_end IS NULL ORDER BY commune_id"
        ),
        execution_options={"yield_per": BATCH},
    )
    yield from found


def name_of(session: Session, commune_id: str) -> tuple[str, str]:
    """Return code and name of a commune."""
    found = text("SELECT code, name FROM admin_unit WHERE id = :id")
    code, name = session.execute(found, {"id": commune_id}).one()
    return code, name


def overview_of(code: str, name: str, rows: Iterable[Row[Any]]) -> Iterator[Drawn]:
    """Yield the areas of one commune at every level, from the finest on."""
    land = dissolved_by_use(rows)
    ground = dissolve(np.array(list(land.values())))
    coarsen = (
        simplified  # the finest level keeps every strip; each further one starts from the last
    )
    for level in OVERVIEW_LEVELS:
        finest = finest_at(level)
        land = {use: coarsen(shape, finest) for use, shape in land.items()}
        ground = visible(outline(ground, finest), ground, finest)
        for use, shape in in_order(land, ground):
            # One row a part: a tile then clips what lies in it, not a whole commune's rice.
            for part in shape.geoms:
                yield Drawn(level, "landuse", use, "", MultiPolygon([part]))
        yield Drawn(level, "commune", code, name, ground)
        coarsen = coarser


def visible(shape: MultiPolygon, ground: Geometry, finest: float) -> MultiPolygon:
    """Return an outline, or a dot where the land of a commune is too little to be seen."""
    return MultiPolygon([shapely.box(*ground.buffer(finest).bounds)]) if shape.is_empty else shape


def finest_at(level: int) -> float:
    """Return what is too small to see at a zoom: a screen point, in metres of Web Mercator."""
    return float(POINT_AT_ZERO_M / 2**level)


def dissolved_by_use(rows: Iterable[Row[Any]]) -> dict[str, Geometry]:
    """Return the land of each use as one geometry; a parcel of several uses counts for its first."""
    by_use: dict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        by_use[row.use_label.partition("+")[0]].append(bytes(row.wkb))
    return {use: dissolve(shapely.from_wkb(np.array(wkb))) for use, wkb in by_use.items()}


def replace_changed(session: Session, drawn: list[Drawn]) -> None:
    """Replace the rows of each layer and level that differs from what is there.

    The ids of new rows rise, which is what a tile's tag goes by.
    """
    wanted: dict[tuple[int, str], list[Drawn]] = defaultdict(list)
    for one in drawn:
        wanted[one.level, one.layer].append(one)
    for level, layer in {*wanted, *known_layers(session)}:
        rows = wanted[level, layer]
        columns = columns_of(rows)
        if columns["geom"] == geometries_of(session, level, layer):
            continue
        session.execute(
            text("DELETE FROM tile_overview WHERE level = :level AND layer = :layer"),
            {"level": level, "layer": layer},
        )
        copy_columns(session, "tile_overview", columns)


def known_layers(session: Session) -> list[tuple[int, str]]:
    """Return level and layer of what is there."""
    found = session.execute(text("SELECT DISTINCT level, layer FROM tile_overview"))
    return [(level, layer) for level, layer in found]


def geometries_of(session: Session, level: int, layer: str) -> list[str]:
    """Return the geometries of a layer as hex EWKB, in the order they were made."""
    found = text(
        "SELECT geom::text FROM tile_overview WHERE level = :level AND layer = :layer ORDER BY id"
    )
    return list(session.scalars(found, {"level": level, "layer": layer}))


def columns_of(rows: list[Drawn]) -> dict[str, object]:
    """Return rows as columns for COPY, larger areas first: smaller ones are drawn over them."""
    ordered = sorted(rows, key=lambda one: (-one.shape.area, one.code, one.shape.wkb))
    shapes = shapely.set_srid(np.array([one.shape for one in ordered], dtype=object), 3857)
    return {
        "level": [one.level for one in ordered],
        "layer": [one.layer for one in ordered],
        "code": [one.code for one in ordered],
        "name": [one.name for one in ordered],
        "geom": list(shapely.to_wkb(shapes, hex=True, include_srid=True)),
    }
