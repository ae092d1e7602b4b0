"""What a file that describes offices says: units, offices and what they serve, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gis.text import nfc
from landdb.keys import Keys

LEVELS = ("province", "district", "commune")
KINDS = ("branch", "provincial")


@dataclass(frozen=True, slots=True)
class UnitStated:
    """An administrative unit; ``parent`` is the code of the one above it."""

    level: str
    code: str
    name: str
    unit_type: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class OfficeStated:
    """An office and the codes of the units it serves from its first day."""

    id: str
    kind: str
    name: str
    parent: str | None
    valid_from: date
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficesStated:
    """The whole file; ``node_name`` is None when it does not speak of this node."""

    node_name: str | None
    node_offices: tuple[str, ...]
    units: tuple[UnitStated, ...]
    offices: tuple[OfficeStated, ...]


def parse_offices(root: Keys) -> OfficesStated:
    """Take what the file states; CFG-02 to CFG-04 as `landdb.keys` refuses."""
    node = root.table("node")
    name, served = node.take("name", str), words(node, "offices")
    node.done()
    units = tuple(_unit(keys) for keys in root.tables("unit"))
    offices = tuple(_office(keys) for keys in root.tables("office"))
    root.done()
    return OfficesStated(nfc(name) if name else None, served, units, offices)


def words(keys: Keys, key: str) -> tuple[str, ...]:
    """Take a list of texts; empty when it is not there."""
    value = keys.take(key, list) or []
    if not all(isinstance(word, str) for word in value):
        raise keys.nonsense(key, value, '["…", "…"]')
    return tuple(value)


def _unit(keys: Keys) -> UnitStated:
    unit = UnitStated(
        level=keys.choice("level", LEVELS, "commune"),
        code=keys.take("code", str, needed=True),
        name=nfc(keys.take("name", str, needed=True)),
        unit_type=nfc(keys.take("type", str, needed=True)),
        parent=keys.take("parent", str),
        valid_from=keys.take("valid_from", date),
        valid_to=keys.take("valid_to", date),
    )
    keys.done()
    return unit


def _office(keys: Keys) -> OfficeStated:
    office = OfficeStated(
        id=keys.take("id", str, needed=True),
        kind=keys.choice("kind", KINDS, "branch"),
        name=nfc(keys.take("name", str, needed=True)),
        parent=keys.take("parent", str),
        valid_from=keys.take("valid_from", date, needed=True),
        serves=words(keys, "serves"),
    )
    keys.done()
    return office
