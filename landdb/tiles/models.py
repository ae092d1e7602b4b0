"""Tables behind the tiles: generalised land for far zooms and what changed where. Derived, local."""

from __future__ import annotations

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from landdb.db import Base, web_geometry


class TileOverview(Base):
    """Dissolved, simplified land for zooms below the parcels: ``landuse`` by group, ``commune`` outlines.

    ``level`` is the highest zoom it is drawn at. Rebuilt whole by ``landdb tiles overview``.
    """

    __tablename__ = "tile_overview"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    layer: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    geom: Mapped[WKBElement] = mapped_column(web_geometry())
    __table_args__ = (
        CheckConstraint("layer IN ('landuse', 'commune')", name="layer"),
        Index("ix_tile_overview_geom", "geom", postgresql_using="gist"),
        Index("ix_tile_overview_layer", "layer", "level", "id"),
    )


class TileTouch(Base):
    """Append-only: which z14 cells a statement on parcels touched.

    The ETag of a tile is made from the count and the newest id of its cell, so that it changes when
    the tile's parcels do; rows are only added, so that writers never wait for one another here.
    """

    __tablename__ = "tile_touch"
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
