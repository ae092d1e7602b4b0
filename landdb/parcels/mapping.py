"""What a mapping file says: which column of a file means what, in which system and encoding.

The file is TOML and short (docs/howto/import.md). It states; it never lets anything be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gis.entry import Extent
from gis.text import nfc
from landdb.errors import RuleBroken
from landdb.keys import Keys, read_toml

MAP_KINDS = ("cadastral", "hn72", "map299", "extract", "other")
PARTY_KINDS = ("individual", "couple", "household", "organisation", "community")
#: Targets that may share a column with another one: a commune is often both numbering and today.
SHARED = frozenset({"sheet.commune", "parcel.commune"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a column of the file, or one value for the whole file.

    Attributes
    ----------
    column, value : str | None
        Exactly one of them is set.
    translate : Mapping[str, str]
        What the words of the column mean here; a word that is not in it stays as it is.
    separator : str | None
        Parts one text into several values, as in ``ONT+CLN``.
    """

    column: str | None = None
    value: str | None = None
    translate: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class UseOrigin:
    """Where a land use (loại đất) and its area come from; no area means the whole parcel's."""

    code: Origin
    area: Origin | None


@dataclass(frozen=True, slots=True)
class ParcelMapping:
    """Everything a mapping file states, checked for sense but not yet against a file.

    Attributes
    ----------
    layer : str | None
    encoding : str | None
        None leaves it to what the file itself states.
    north_first : bool
        The file has X = north before Y = east, as Vietnamese tables do.
    decimal_sign : str
        In columns of text: ``.`` or ``,``.
    srid : int | None
        None: read from the file.
    extent : Extent | None
        Where the land must lie; else the province's own box.
    on : date | None
        The day on which commune codes mean what they mean here; None is the day of the import.
    sheet_number, sheet_commune, number : Origin
    map_kind : str
    extract_year, scale : int | None
    commune : Origin | None
        The commune of today, where it is not what the commune of the sheet became.
    address, national_id, legal_area : Origin | None
    round_area : bool
        More decimals than the register's 0.1 m² are rounded half up; else they are refused.
    uses : tuple[UseOrigin, ...]
    holder, holder_address : Origin | None
    holder_kind : str
    """

    layer: str | None
    encoding: str | None
    north_first: bool
    decimal_sign: str
    srid: int | None
    extent: Extent | None
    on: date | None
    sheet_number: Origin
    sheet_commune: Origin
    number: Origin
    map_kind: str = "cadastral"
    extract_year: int | None = None
    scale: int | None = None
    commune: Origin | None = None
    address: Origin | None = None
    national_id: Origin | None = None
    legal_area: Origin | None = None
    round_area: bool = False
    uses: tuple[UseOrigin, ...] = ()
    holder: Origin | None = None
    holder_address: Origin | None = None
    holder_kind: str = "individual"

    def targets(self) -> Iterator[tuple[str, str]]:
        """Name each target that is fed by a column, with that column."""
        named: list[tuple[str, Origin | None]] = [
            ("sheet.number", self.sheet_number),
            ("sheet.commune", self.sheet_commune),
            ("parcel.number", self.number),
            ("parcel.commune", self.commune),
            ("parcel.address", self.address),
            ("parcel.national_id", self.national_id),
            ("parcel.legal_area", self.legal_area),
            ("holder.name", self.holder),
            ("holder.address", self.holder_address),
        ]
        for use in self.uses:
            named += [("land_use.code", use.code), ("land_use.area", use.area)]
        for target, origin in named:
            if origin is not None and origin.column is not None:
                yield target, origin.column

    def columns(self) -> list[str]:
        """Name the columns to read, each once."""
        return list(dict.fromkeys(column for _, column in self.targets()))


def read_mapping(path: Path) -> ParcelMapping:
    """Read a mapping file.

    Raises
    ------
    RuleBroken
        CFG-01 to CFG-04 as `landdb.keys` refuses, IMP-06 one column for two targets, IMP-07 no
        coordinate system stated.
    """
    return parse_mapping(read_toml(path))


def parse_mapping(root: Keys) -> ParcelMapping:
    """Turn the tables of a mapping file into what they state; errors as `read_mapping`."""
    mapping = ParcelMapping(
        **_file(root.table("file")),
        **_place(root.table("crs"), root.table("place")),
        **_sheet(root.table("sheet", needed=True)),
        **_parcel(root.table("parcel", needed=True)),
        **_holder(root.table("holder")),
        uses=tuple(_use(keys) for keys in root.tables("land_use")),
    )
    root.done()
    _refuse_shared_columns(mapping)
    return mapping


def origin(keys: Keys, key: str, *, needed: bool = False) -> Origin | None:
    """Take ``{ column = "…" }`` or ``{ value = "…" }``, or a bare text as the latter."""
    value = keys.take(key, dict, str, needed=needed)
    if value is None:
        return None
    own = keys.inner(key, value if isinstance(value, dict) else {"value": value})
    column, constant = own.take("column", str), own.take("value", str)
    translate, separator = own.take("translate", dict) or {}, own.take("separator", str)
    own.done()
    if (column is None) == (constant is None):
        raise keys.nonsense(key, value, 'column = "…" | value = "…"')
    if not all(isinstance(word, str) for word in translate.values()):
        raise keys.nonsense(key, translate, 'translate = { "…" = "…" }')
    words = {nfc(word): nfc(meaning) for word, meaning in translate.items()}
    return Origin(column, constant and nfc(constant), words, separator or None)


def _file(keys: Keys) -> dict[str, Any]:
    stated = {
        "layer": keys.take("layer", str),
        "encoding": keys.take("encoding", str),
        "north_first": keys.choice("axes", ("east-north", "north-east"), "east-north")
        == "north-east",
        "decimal_sign": keys.choice("decimal", (".", ","), "."),
    }
    keys.done()
    return stated


def _place(crs: Keys, place: Keys) -> dict[str, Any]:
    srid, read = crs.take("srid", int), crs.take("read", bool)
    crs.done()
    if (srid is None) == (not read):
        raise RuleBroken("IMP-07")
    box = place.take("extent", list)
    place.done()
    if box is None:
        return {"srid": srid, "extent": None}
    if len(box) != 4 or not all(isinstance(edge, int | float) for edge in box):
        raise place.nonsense("extent", box, "[west, south, east, north]")
    extent = Extent(*(float(edge) for edge in box))
    if extent.west >= extent.east or extent.south >= extent.north:
        raise place.nonsense("extent", box, "[west, south, east, north]")
    return {"srid": srid, "extent": extent}


def _sheet(keys: Keys) -> dict[str, Any]:
    kind = keys.choice("kind", MAP_KINDS, "cadastral")
    year = keys.take("year", int, needed=kind == "extract")
    if year is not None and kind != "extract":
        raise keys.nonsense("year", year, 'kind = "extract"')
    stated = {
        "sheet_number": origin(keys, "number", needed=True),
        "sheet_commune": origin(keys, "commune", needed=True),
        "on": keys.take("on", date),
        "map_kind": kind,
        "extract_year": year,
        "scale": keys.take("scale", int),
    }
    keys.done()
    return stated


def _parcel(keys: Keys) -> dict[str, Any]:
    stated = {
        "number": origin(keys, "number", needed=True),
        "commune": origin(keys, "commune"),
        "address": origin(keys, "address"),
        "national_id": origin(keys, "national_id"),
        "legal_area": origin(keys, "legal_area"),
        "round_area": bool(keys.take("round_area", bool)),
    }
    keys.done()
    return stated


def _use(keys: Keys) -> UseOrigin:
    code, area = origin(keys, "code", needed=True), origin(keys, "area")
    keys.done()
    assert code is not None  # noqa: S101 - it was needed
    return UseOrigin(code, area)


def _holder(keys: Keys) -> dict[str, Any]:
    stated = {
        "holder": origin(keys, "name"),
        "holder_address": origin(keys, "address"),
        "holder_kind": keys.choice("kind", PARTY_KINDS, "individual"),
    }
    keys.done()
    if stated["holder"] is None and stated["holder_address"] is not None:
        raise RuleBroken("CFG-03", key="holder.name")
    return stated


def _refuse_shared_columns(mapping: ParcelMapping) -> None:
    """Refuse one column for two targets: that is a slip of the pen, and the data would be wrong."""
    taken: dict[str, str] = {}
    for target, column in mapping.targets():
        if column in taken and not {target, taken[column]} <= SHARED:
            raise RuleBroken("IMP-06", column=column, one=taken[column], other=target)
        taken[column] = target
