"""Writes of the offices room: coordinate systems, administrative units, offices and what they serve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from gis.crs import LandCrs
from gis.errors import UnknownCRS
from landdb.errors import RuleBroken
from landdb.offices import models
from landdb.offices.rules import OfficesStated, OfficeStated, UnitStated


def add_crs(
    session: Session, srid: int, name: str, *, area_srid: int | None, proj4: str | None = None
) -> LandCrs:
    """Let legal geometry be kept in one more coordinate system.

    Parameters
    ----------
    area_srid : int | None
        The metric system, already known here, in which areas of a geographic system are computed.
        None for a system in metres: areas are computed in itself.
    proj4 : str | None
        Its definition, which PostGIS must know already (`define_srid`); else PostGIS's own.

    Raises
    ------
    RuleBroken
        CRS-01 known already, CRS-02 PostGIS does not know the SRID, CRS-03 a system in degrees needs
        an area system, CRS-04 the area system is not known here or not in metres, and ``crs.…`` of
        `LandCrs.from_definition`.
    """
    if session.get(models.LandCrs, srid) is not None:
        raise RuleBroken("CRS-01", srid=srid)
    known = session.scalar(
        text("SELECT proj4text FROM spatial_ref_sys WHERE srid = :srid"), {"srid": srid}
    )
    if known is None:
        raise RuleBroken("CRS-02", srid=srid)
    crs = defined(srid, proj4 or known, name)
    row = models.LandCrs(
        srid=srid,
        name=name,
        is_geographic=crs.is_geographic,
        area_srid=area_system(session, crs, area_srid),
        definition=crs.proj4,
    )
    session.add(row)
    session.flush()
    return crs


def defined(srid: int, definition: str, name: str) -> LandCrs:
    """Make a system of a definition; what gis refuses becomes a refusal of the register."""
    try:
        return LandCrs.from_definition(srid, definition, name)
    except UnknownCRS as error:
        raise RuleBroken(error.code, **error.facts) from error


def area_system(session: Session, crs: LandCrs, area_srid: int | None) -> int:
    """Return the system in which the areas of a new one are computed, or refuse."""
    if area_srid is None and crs.is_geographic:
        raise RuleBroken("CRS-03", srid=crs.srid)
    if area_srid is None or (area_srid == crs.srid and not crs.is_geographic):
        return crs.srid
    metric = session.get(models.LandCrs, area_srid)
    if metric is None or metric.is_geographic:
        raise RuleBroken("CRS-04", srid=area_srid)
    return area_srid


def define_srid(owner: Engine, crs: LandCrs) -> None:
    """Teach PostGIS a definition of our own; needs the owner's connection.

    Raises
    ------
    RuleBroken
        CRS-05: PostGIS has this SRID with another definition, which is not overwritten.
    """
    with owner.begin() as connection:
        known = connection.scalar(
            text("SELECT proj4text FROM spatial_ref_sys WHERE srid = :srid"), {"srid": crs.srid}
        )
        if known is not None and known.split() != crs.proj4.split():
            raise RuleBroken("CRS-05", srid=crs.srid)
        if known is None:
            connection.execute(
                text(
                    "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)"
                    " VALUES (:srid, 'LANDDB', :srid, :srtext, :proj4)"
                ),
                {"srid": crs.srid, "srtext": crs.srtext, "proj4": crs.proj4},
            )


@dataclass(frozen=True, slots=True)
class Added:
    """How much was new; what was there already is left as it is."""

    units: int = 0
    offices: int = 0
    jurisdictions: int = 0


def load_offices(session: Session, stated: OfficesStated) -> Added:
    """Add administrative units, offices and what they serve, where they are missing.

    Raises
    ------
    RuleBroken
        OFF-01 a parent or served unit that is neither stated nor known, OFF-02 known already, but
        with another name.
    """
    added = Added()
    for unit in stated.units:
        added = replace(added, units=added.units + add_unit(session, unit))
    for office in stated.offices:
        added = replace(added, offices=added.offices + add_office(session, office))
        for code in office.serves:
            new = add_jurisdiction(session, office, code)
            added = replace(added, jurisdictions=added.jurisdictions + new)
    return added


def add_unit(session: Session, unit: UnitStated) -> bool:
    """Add one administrative unit; False when it is there already."""
    known = session.scalar(
        select(models.AdminUnit).where(
            models.AdminUnit.level == unit.level,
            models.AdminUnit.code == unit.code,
            models.AdminUnit.valid_from.is_not_distinct_from(unit.valid_from),
        )
    )
    if known is not None:
        if known.name != unit.name:
            raise RuleBroken("OFF-02", what=unit.code, known=known.name, stated=unit.name)
        return False
    parent = unit_id(session, unit.parent, unit.valid_from) if unit.parent else None
    session.add(
        models.AdminUnit(
            level=unit.level,
            code=unit.code,
            name=unit.name,
            unit_type=unit.unit_type,
            parent_id=parent,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
    )
    session.flush()
    return True


def add_office(session: Session, office: OfficeStated) -> bool:
    """Add one office; False when it is there already."""
    known = session.get(models.Office, office.id)
    if known is not None:
        if known.name != office.name:
            raise RuleBroken("OFF-02", what=office.id, known=known.name, stated=office.name)
        return False
    if office.parent and session.get(models.Office, office.parent) is None:
        raise RuleBroken("OFF-01", what=office.parent)
    session.add(
        models.Office(
            id=office.id,
            kind=office.kind,
            name=office.name,
            parent_id=office.parent,
            valid_from=office.valid_from,
        )
    )
    session.flush()
    return True


def add_jurisdiction(session: Session, office: OfficeStated, code: str) -> bool:
    """Let an office serve a unit from the day the office begins; False when it does already."""
    served = unit_id(session, code, office.valid_from)
    known = session.scalar(
        select(models.OfficeJurisdiction.id).where(
            models.OfficeJurisdiction.office_id == office.id,
            models.OfficeJurisdiction.admin_unit_id == served,
        )
    )
    if known is not None:
        return False
    session.add(
        models.OfficeJurisdiction(
            office_id=office.id, admin_unit_id=served, valid_from=office.valid_from
        )
    )
    session.flush()
    return True


def unit_id(session: Session, code: str, on: date | None) -> UUID:
    """Return the unit that has a code on a day (on any day before our sources when None)."""
    day = on or date.min
    found = session.scalar(
        text(
            "SELECT id FROM admin_unit WHERE code = :code"
            " AND daterange(valid_from, valid_to, '[]') @> CAST(:day AS date)"
            " ORDER BY level = 'commune', valid_from DESC NULLS LAST LIMIT 1"
        ),
        {"code": code, "day": day},
    )
    if found is None:
        raise RuleBroken("OFF-01", what=code)
    return UUID(str(found))


def serve_offices(owner: Engine, name: str, offices: tuple[str, ...]) -> None:
    """Name this node and the offices it serves; needs the owner's connection."""
    with owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO node (id, name) VALUES (1, :name)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
            ),
            {"name": name},
        )
        for office in offices:
            connection.execute(
                text("INSERT INTO node_office (office_id) VALUES (:office) ON CONFLICT DO NOTHING"),
                {"office": office},
            )
