"""Small files of parcels for import tests, and the mapping that fits them."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from landdb.actor import system_actor
from landdb.keys import Keys
from landdb.parcels.importing import Options, Report, import_file
from landdb.parcels.mapping import ParcelMapping, parse_mapping
from tests.factories import shifted

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)

MAPPING = """
[crs]
srid = 910500

[sheet]
number = { column = "to" }
commune = "31135"

[parcel]
number = { column = "thua" }
legal_area = { column = "dt" }
address = { column = "dc" }

[[land_use]]
code = { column = "loai", separator = "+" }

[holder]
name = { column = "ten" }
"""


def feature(at: int, **told: Any) -> dict[str, Any]:
    """A square of 400 m² as a feature; what is told replaces what is true of all."""
    ring = told.pop("ring", shifted(25.0 * at))
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    properties = {
        "to": "7",
        "thua": str(at + 1),
        "dt": 400.0,
        "loai": "ODT",
        "dc": None,
        "ten": None,
    }
    return {
        "type": "Feature",
        "geometry": told.pop("geometry", geometry),
        "properties": properties | told,
    }


def write(folder: Path, *features: dict[str, Any], name: str = "thua_dat.geojson") -> Path:
    """Write features as GeoJSON without a system, as programs of land offices do."""
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def mapping(text: str = MAPPING) -> ParcelMapping:
    """Read a mapping from its text."""
    return parse_mapping(Keys("", tomllib.loads(text)))


def load(engine: Engine, path: Path, text: str = MAPPING, **options: Any) -> Report:
    """Import a file for an office (CT.B01 unless said), keeping files beside it."""
    actor = system_actor("import", options.pop("office", "CT.B01"))
    state_dir = options.pop("state_dir", path.parent / "state")
    return import_file(engine, actor, path, mapping(text), Options(state_dir, NOW, **options))


def rules_of(report: Report) -> dict[str, int]:
    """How often each rule refused something."""
    return {rule: reason.count for (rule, _), reason in report.reasons.items()}
