"""Writes the land of the sample province as files that an office could have handed in.

One GeoPackage for each zone, with the columns of a Vietnamese cadastral file, and the mapping by which
``landdb parcels import`` reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from landdb.demo.columns import chosen, constant, decimal_column
from landdb.demo.land import land_shapes
from landdb.demo.parcels import Parcels, addresses, make_parcels
from landdb.demo.plan import Commune, Plan

LAYER = "thua_dat"
MAPPING = """# Cột của dữ liệu mẫu / the columns of the sample files
[file]
layer = "thua_dat"

[crs]
read = true

[sheet]
number = { column = "so_to" }
commune = { column = "ma_xa" }

[parcel]
number = { column = "so_thua" }
address = { column = "dia_chi" }
legal_area = { column = "dien_tich" }

[[land_use]]
code = { column = "loai_dat", separator = "+" }
"""


def write_files(
    plan: Plan, folder: Path, progress: Callable[[int], None] = lambda parcels: None
) -> list[Path]:
    """Write the parcels of today; return the files, the mapping last.

    Parameters
    ----------
    folder : Path
        Made when it is missing. Files of the same name are replaced.
    progress : callable
        Told the parcels of each commune when they are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for commune in plan.communes:
        path = folder / f"thua_dat_{plan.parcels}_{commune.crs.srid}.gpkg"
        if path not in written:
            path.unlink(missing_ok=True)
        parcels = make_parcels(plan, commune)
        pyogrio.write_arrow(
            feature_table(commune, parcels),
            path,
            layer=LAYER,
            driver="GPKG",
            geometry_name="geom",
            geometry_type="MultiPolygon",
            crs=commune.crs.srtext,
            append=path in written,
        )
        if path not in written:
            written.append(path)
        progress(commune.parcels)
    mapping = folder / "thua_dat.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return [*written, mapping]


def feature_table(commune: Commune, parcels: Parcels) -> pa.Table:
    """Return the parcels of today, one feature each; numbers and areas are text, as on paper."""
    live = np.flatnonzero(np.isnat(parcels.end))
    shapes = land_shapes(parcels.rings, commune.crs.srid)[live]
    return pa.table(
        {
            "ma_xa": constant(commune.place.code, len(live)),
            "so_to": pa.array(parcels.sheet[live] + 1).cast(pa.string()),
            "so_thua": pa.array(parcels.number[live]).cast(pa.string()),
            "loai_dat": chosen(parcels.labels, parcels.label[live]),
            "dien_tich": decimal_column(parcels.legal[live], 1).cast(pa.string()),
            "dia_chi": chosen(addresses(commune), parcels.sheet[live]),
            "geom": pa.array(shapely.to_wkb(shapes)),
        }
    )
