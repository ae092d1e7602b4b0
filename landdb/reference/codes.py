"""Loads the code lists: land use, origin, land users, changes, certificate types, procedures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from landdb.codes.models import Code
from landdb.reference.tables import read_table, reference_id

#: TT 08/2024/TT-BTNMT came into force with the Land Law 2024.
LAW_2024 = date(2024, 8, 1)
DAY_BEFORE_LAW_2024 = date(2024, 7, 31)
DAY_BEFORE_LAW_2013 = date(2014, 6, 30)

#: The column ``code_set`` of user_object.csv -> our list. The sets share codes with other meanings.
USER_OBJECT_SETS = {
    "TT08-2024": "user_object",
    "TT27-2018": "user_object_tt27",
    "pre-2014": "user_object_pre2014",
}


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One value of a list, as the tables give it."""

    code_set: str
    code: str
    name_vi: str
    name_en: str
    group_code: str | None = None
    replaced_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def load_codes(session: Session) -> int:
    """Bring the code lists into the register; return how many rows were added or changed.

    Rows are known by list and code; what is there and equal is not written again.
    """
    present = {(code.code_set, code.code): code for code in session.scalars(select(Code))}
    written = 0
    for row in code_rows():
        found = present.get((row.code_set, row.code))
        if found is None:
            made = reference_id("code", f"{row.code_set}/{row.code}")
            session.add(Code(id=made, **asdict(row)))
            written += 1
        else:
            written += update(found, row)
    session.flush()
    return written


def update(code: Code, row: CodeRow) -> bool:
    """Write what differs; tell whether anything did."""
    changed = {name: value for name, value in asdict(row).items() if getattr(code, name) != value}
    for name, value in changed.items():
        setattr(code, name, value)
    return bool(changed)


def code_rows() -> Iterator[CodeRow]:
    """Yield every value of every list."""
    yield from land_uses()
    for row in read_table("origin"):
        if "<" not in row["code"]:  # "CN-<origin>" is a way to write a code, not a code
            yield CodeRow("origin", row["code"], row["name_vi"], row["name_en"], row["kind"])
    for row in read_table("user_object"):
        listed = USER_OBJECT_SETS[row["code_set"]]
        yield CodeRow(listed, row["code"], row["name_vi"], row["name_en"], row["parent"] or None)
    for row in read_table("change"):
        yield CodeRow(row["code_set"], row["code"], row["name_vi"], row["name_en"])
    for row in read_table("procedures"):
        yield CodeRow("procedure", row["code"], row["name_vi"], row["name_en"], row["level"])


def land_uses() -> Iterator[CodeRow]:
    """Yield the land-use codes of all generations; those of old paper keep their end of validity."""
    for row in read_table("land_use"):
        begin, end = validity(row["status_2024"])
        yield CodeRow(
            "land_use",
            row["code"],
            row["name_vi"],
            row["name_en"],
            row["group"],
            row["replaced_by"] or None,
            begin,
            end,
        )


def validity(status: str) -> tuple[date | None, date | None]:
    """Return from when to when a land-use code was in force, by its fate in TT 08/2024."""
    if status.startswith("new 2024"):
        return LAW_2024, None
    if status in {"dropped", "merged"}:
        return None, DAY_BEFORE_LAW_2024
    if status == "obsolete before 2014":
        return None, DAY_BEFORE_LAW_2013
    return None, None
