"""Reads of offices, of communes on a day, and of the coordinate systems of this node."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.crs import LandCrs, Registry, vn2000
from gis.entry import Extent
from landdb.offices import models

HERE = Path(__file__).parent
COMMUNES = text((HERE / "communes.sql").read_text(encoding="utf-8"))
SEATS = text((HERE / "seats.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class KnownCrs:
    """A coordinate system of ``land_crs`` with the metric one in which its areas are computed."""

    crs: LandCrs
    area_crs: LandCrs


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as it was on a day, and what it is today.

    Attributes
    ----------
    id, code, name
        On the day asked for.
    today_id, today_code, today_name
        The one commune it has wholly become; None when it was divided or has no successor.
    divided : bool
        Today's land of it lies in several communes, so a person must say in which.
    province : str | None
        Today's province code.
    offices : frozenset[str]
        Who serves it today.
    """

    id: UUID
    code: str
    name: str
    today_id: UUID | None
    today_code: str | None
    today_name: str | None
    divided: bool
    province: str | None
    offices: frozenset[str]


def office_name(session: Session, office_id: str) -> str | None:
    """Return the name of an office, None when there is no such office."""
    return session.scalar(select(models.Office.name).where(models.Office.id == office_id))


def known_crs(session: Session) -> dict[int, KnownCrs]:
    """Return every coordinate system that legal geometry may be kept in, by SRID."""
    rows = session.scalars(select(models.LandCrs).order_by(models.LandCrs.srid)).all()
    systems = {row.srid: crs_of(row) for row in rows}
    return {row.srid: KnownCrs(systems[row.srid], systems[row.area_srid]) for row in rows}


def crs_of(row: models.LandCrs) -> LandCrs:
    """Make the system that a row of ``land_crs`` defines; ours come from their meridian."""
    if row.central_meridian is not None:
        return vn2000(row.central_meridian)
    return LandCrs.from_definition(row.srid, row.definition, row.name)


def registry(known: dict[int, KnownCrs]) -> Registry:
    """Return the systems of this node for recognising what a file states."""
    return Registry(entry.crs for entry in known.values() if entry.crs.kind == "other")


def commune_on(session: Session, code: str, on: date, today: date) -> Commune | None:
    """Return the commune that had a code on a day, None when no commune had it.

    Codes are re-used at reorganisations, so code and day together say which commune is meant
    (domain: identity is the code and the date).
    """
    rows = session.execute(COMMUNES, {"code": code, "on": on, "today": today}).all()
    if not rows:
        return None
    asked = rows[0]
    standing = [row for row in rows if row.stands]
    whole = standing[:1] if asked.stands or len({row.id for row in standing}) == 1 else []
    became = whole[0] if whole and not whole[0].partly else None
    seat = session.execute(SEATS, {"unit": (became or asked).id, "today": today}).one()
    return Commune(
        id=asked.id,
        code=asked.code,
        name=f"{asked.unit_type} {asked.name}",
        today_id=became.id if became else None,
        today_code=became.code if became else None,
        today_name=f"{became.unit_type} {became.name}" if became else None,
        divided=became is None and bool(standing),
        province=seat.province,
        offices=frozenset(seat.offices),
    )


@lru_cache
def province_extents() -> dict[str, Extent]:
    """Return where the land of each province of today lies, by its code (data/README.md)."""
    table = resources.files("landdb.offices") / "data" / "province_extents.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {
        row["code"]: Extent(
            float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])
        )
        for row in rows
    }
