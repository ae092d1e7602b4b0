"""What the first screen needs: where the office is, what the colours mean, which node this is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import atan, degrees, sinh

from sqlalchemy import text
from sqlalchemy.orm import Session

from landdb.lookup.scope import statement

#: Radius of Web Mercator's sphere (EPSG:3857), in metres.
RADIUS_M = 6_378_137.0
#: Việt Nam, west, south, east, north in degrees: what a node without a single parcel shows.
COUNTRY = (102.1, 8.3, 109.6, 23.5)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class UseCode:
    """A land-use code for the legend; ``group`` is NNP, PNN or CSD."""

    code: str
    name_vi: str
    name_en: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A VN-2000 zone in which parcels of the office are kept."""

    srid: int
    name: str
    central_meridian: Decimal


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """The node: its name, and whether it holds sample data (DỮ LIỆU MẪU)."""

    demo: bool
    name: str


def start_extent(session: Session, office_id: str) -> Bounds:
    """Return the office's territory as west, south, east, north in degrees (WGS 84).

    From the generalised communes; before they are built, from one parcel of each sheet.
    """
    for name in ("start_extent", "start_extent_of_sheets"):
        box = session.execute(statement(name), {"office": office_id}).one_or_none()
        if box is not None and box.west is not None:
            return (*lon_lat(box.west, box.south), *lon_lat(box.east, box.north))
    return COUNTRY


def lon_lat(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude (WGS 84, degrees) of a point of Web Mercator, for the map only."""
    return degrees(x / RADIUS_M), degrees(atan(sinh(y / RADIUS_M)))


def legend(session: Session) -> tuple[UseCode, ...]:
    """Return the land-use codes of today and of before, by group and code."""
    found = session.execute(
        text(
            "SELECT code, name_vi, name_en, group_code FROM code"
            " WHERE code_set = 'land_use' ORDER BY group_code, code"
        )
    )
    return tuple(UseCode(*row) for row in found)


def zones(session: Session, office_id: str) -> tuple[Zone, ...]:
    """Return the zones of the office's sheets, the most used first."""
    found = session.execute(statement("zones"), {"office": office_id})
    return tuple(Zone(*row) for row in found)


def office_name(session: Session, office_id: str) -> str:
    """Return the name of an office; its key when it is unknown."""
    found: str | None = session.scalar(
        text("SELECT name FROM office WHERE id = :id"), {"id": office_id}
    )
    return found or office_id


def node_info(session: Session) -> NodeInfo:
    """Return what this node is; a database that was never named is no demo."""
    found = session.execute(text("SELECT demo, name FROM node")).one_or_none()
    return NodeInfo(found.demo, found.name) if found else NodeInfo(demo=False, name="")
