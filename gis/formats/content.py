"""What a file is, by its bytes: one answer, one driver, or a refusal that says why."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

from gis.errors import UnreadableFile

HEAD = 65_536
CHUNK = 1 << 20

SQLITE = b"SQLite format 3\x00"
# The application ids of GeoPackage at byte 68: 1.2 and later, 1.0, 1.1.
GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
FLATGEOBUF = b"fgb"
SHAPE_CODE = bytes.fromhex("0000270a")
ZIPPED = b"PK\x03\x04"
BOM = b"\xef\xbb\xbf"

# Roots under which GML holds features; a VRT, a KML or a LandXML has another.
GML_ROOTS = frozenset({"FeatureCollection", "SpatialDataSet"})

ZIP = "zip"


def kind_of(path: Path) -> str:
    """Give the one driver that may open this file, or ``zip``.

    Raises
    ------
    UnreadableFile
        ``file.missing``, ``file.empty``, ``file.unknown_kind``, ``file.in_use`` (a GeoPackage that
        another program has open), ``file.xml_with_doctype``.
    """
    if not path.is_file():
        raise UnreadableFile("file.missing", file=path.name)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("file.empty", file=path.name)
    kind = _by_magic(head) or _by_text(path, head)
    if kind is None:
        raise UnreadableFile("file.unknown_kind", file=path.name)
    if kind == "GPKG":
        _require_closed(path)
    return kind


def require_whole_xml(path: Path) -> None:
    """Read XML to its end: GDAL gives the features before a break and calls it success.

    Raises
    ------
    UnreadableFile
        ``file.broken_at`` with the line, ``file.xml_with_doctype``.
    """
    parser = _xml_parser(path)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableFile("file.broken_at", file=path.name, line=error.lineno) from error


def _by_magic(head: bytes) -> str | None:
    if head.startswith(SQLITE) and head[68:72] in GEOPACKAGE_IDS:
        return "GPKG"
    if head.startswith(FLATGEOBUF) and head[4:7] == FLATGEOBUF:
        return "FlatGeobuf"
    if head.startswith(SHAPE_CODE):
        return "ESRI Shapefile"
    return ZIP if head.startswith(ZIPPED) else None


def _by_text(path: Path, head: bytes) -> str | None:
    start = head.removeprefix(BOM).lstrip()
    if start.startswith(b"{") and (b'"FeatureCollection"' in start or b'"features"' in start):
        return "GeoJSON"
    if start.startswith(b"<") and _is_gml(path, head):
        return "GML"
    return None


def _is_gml(path: Path, head: bytes) -> bool:
    """Read as far as the root element and judge by its name and the namespaces it declares."""
    roots: list[bool] = []

    def judge(name: str, attributes: dict[str, str]) -> None:
        if not roots:
            spaces = [value for key, value in attributes.items() if key.startswith("xmlns")]
            has_gml = any(space.startswith("http://www.opengis.net/gml") for space in spaces)
            roots.append(has_gml and name.rpartition(":")[2] in GML_ROOTS)

    parser = _xml_parser(path)
    parser.StartElementHandler = judge
    # Broken, or in letters that expat cannot read. What breaks behind the root is still GML, and
    # `require_whole_xml` names the line.
    with suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)
    return bool(roots) and roots[0]


def _xml_parser(path: Path) -> expat.XMLParserType:
    """Make a parser that refuses a DOCTYPE, and with it every entity."""

    def refuse(*_: object) -> None:
        raise UnreadableFile("file.xml_with_doctype", file=path.name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _require_closed(path: Path) -> None:
    """Refuse a GeoPackage with changes still in its write-ahead log: they would be missed."""
    log = path.with_name(path.name + "-wal")
    if log.is_file() and log.stat().st_size:
        raise UnreadableFile("file.in_use", file=path.name)
