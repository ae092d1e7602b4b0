"""Loads administrative units of Cần Thơ, Hậu Giang and Sóc Trăng, before and after 1 July 2025."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from landdb.offices.models import AdminSuccession, AdminUnit
from landdb.reference.tables import Row, day, read_table, reference_id

#: NQ 202/2025/QH15 and NĐ 151/2025: provinces merged, districts gone, communes re-drawn.
TWO_TIERS = date(2025, 7, 1)
LEGAL_BASIS = "NQ 202/2025/QH15"

#: What the table says of a unit of 1 July 2025 -> what became of each of its predecessors.
KINDS = {"merge": "merged", "continued": "unchanged"}

Key = tuple[str, str, date | None]


def load_admin_units(session: Session) -> int:
    """Bring units, parents and succession into the register; return how many rows were added.

    A unit is its level, code and first day: all 103 new communes carry the code of a predecessor, 56 of
    them under another name. Rows that are there stay as they are.
    """
    rows = list(read_table("admin_units"))
    present: dict[Key, UUID] = {
        (unit.level, unit.code, unit.valid_from): unit.id
        for unit in session.scalars(select(AdminUnit))
    }
    before = len(present)
    for level in ("province", "district", "commune"):  # parents first
        add_units(session, (row for row in rows if row["level"] == level), present)
    edges = add_successions(session, rows, present)
    session.flush()
    return len(present) - before + edges


def add_units(session: Session, rows: Iterable[Row], present: dict[Key, UUID]) -> None:
    """Add the units that are missing, with their parent of the same time."""
    for row in rows:
        since = day(row["valid_from"])
        key = (row["level"], row["code"], since)
        if key in present:
            continue
        made = reference_id("admin_unit", f"{row['level']}/{row['code']}", since)
        session.add(
            AdminUnit(
                id=made,
                level=row["level"],
                code=row["code"],
                name=bare_name(row),
                unit_type=row["unit_type"],
                parent_id=present[(row["parent_level"], row["parent_code"], since)]
                if row["parent_code"]
                else None,
                valid_from=since,
                valid_to=day(row["valid_to"]),
                note=row["note"] or None,
            )
        )
        present[key] = made
    session.flush()


def bare_name(row: Row) -> str:
    """Return the proper name without the kind of unit, which has its own column."""
    return row["name_vi"].removeprefix(row["unit_type"]).strip()


def add_successions(session: Session, rows: Iterable[Row], present: dict[Key, UUID]) -> int:
    """Add the edges from the units that ended on 30 June 2025 to those of the next day."""
    known = {
        (edge.predecessor_id, edge.successor_id)
        for edge in session.scalars(select(AdminSuccession))
    }
    added = 0
    for row in rows:
        if day(row["valid_from"]) != TWO_TIERS:
            continue
        successor = present[(row["level"], row["code"], TWO_TIERS)]
        for written in row["predecessor_codes"].split("|"):
            predecessor = present[(row["level"], written.removesuffix("*"), None)]
            if (predecessor, successor) in known:
                continue
            partly = written.endswith("*")
            session.add(
                AdminSuccession(
                    id=reference_id("admin_succession", f"{predecessor}/{successor}", TWO_TIERS),
                    predecessor_id=predecessor,
                    successor_id=successor,
                    kind="split" if partly else kind_of(row, written),
                    effective_on=TWO_TIERS,
                    partly=partly,
                    legal_basis=LEGAL_BASIS,
                )
            )
            added += 1
    return added


def kind_of(row: Row, predecessor_code: str) -> str:
    """Return what happened to a whole predecessor; a province that kept its code was enlarged."""
    if row["level"] == "province" and predecessor_code == row["code"]:
        return "enlarged"
    return KINDS[row["succession_kind"]]
