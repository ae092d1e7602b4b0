"""GDAL with its doors shut: no network, no other files, no driver but those that we allow.

Import pyogrio through this module only. GDAL goes by content, not by name: a VRT saved as
``.geojson`` would read any file of the machine. The drivers are dropped while GDAL loads, so the
environment is set here before pyogrio is imported for the first time.
"""

from __future__ import annotations

import os

ALLOWED = frozenset({"GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf", "GML"})

# Every other vector driver of GDAL 3.12 as pyogrio ships it, those of networks and of files that
# point to files first. GDAL uses MEM itself; it opens no file.
# fmt: off
DROPPED = (
    "OGR_VRT", "HTTP", "WFS", "OAPIF", "OGCAPI", "CSW", "EEDA", "Elasticsearch", "Carto",
    "AmigoCloud", "PLSCENES", "NGW", "ADBC", "GDALG", "GPSBabel", "GeoRSS", "MVT", "MBTiles",
    "PMTiles", "SQLite", "OpenFileGDB", "PGDUMP", "OSM", "PCIDSK", "PDS4", "OGR_PDS", "VICAR",
    "PDF", "MapInfo File", "LVBAG", "S57", "DGN", "DXF", "CSV", "GPX", "LIBKML", "KML",
    "GeoJSONSeq", "ESRIJSON", "TopoJSON", "JSONFG", "OGR_GMT", "WAsP", "VFK", "EDIGEO", "Idrisi",
    "ODS", "XLSX", "SXF", "Selafin", "JML", "VDV", "MapML", "GTFS", "MiraMonVector", "AVCBin",
    "AVCE00", "AIVector",
)
# fmt: on

CLOSED_DOORS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    # GML without its schema has no types: left to guess, GDAL turns the number 0012 into 12.
    "GML_FIELDTYPES": "ALWAYS_STRING",
    # A Shapefile whose index is missing is broken; GDAL must not write a new one beside it.
    "SHAPE_RESTORE_SHX": "NO",
}

os.environ["GDAL_SKIP"] = ",".join(DROPPED)
os.environ.pop("OGR_SQLITE_LOAD_EXTENSIONS", None)
os.environ.update(CLOSED_DOORS)

import pyogrio  # noqa: E402

# Again for a process in which GDAL was already awake when this module came.
pyogrio.set_gdal_config_options(CLOSED_DOORS)

__all__ = ["ALLOWED", "pyogrio"]
