"""Parcels out of GeoPackage, Shapefile, GeoJSON, FlatGeobuf and GML, in batches.

Nothing is guessed: the coordinate system and the encoding are reported as the file states them,
digits come as they are written, and a file that is cut or damaged is refused as a whole.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

from gis.crs import Shapes
from gis.entry import decode
from gis.errors import UndecodableText, UnreadableFile
from gis.findings import Finding, Severity
from gis.formats import shapefile
from gis.formats.content import ZIP, kind_of, require_whole_xml
from gis.formats.dbf import DbfTable, DbfValue
from gis.formats.gdal import pyogrio
from gis.formats.numbers import from_double
from gis.text import bytes_behind, encoding_named, nfc
from gis.text import decode as decode_text

Value = str | int | Decimal | bool | date | None

SHAPEFILE = "ESRI Shapefile"
SUFFIXES = {"GPKG": ".gpkg", "GeoJSON": ".geojson", "FlatGeobuf": ".fgb", "GML": ".gml"}
STAGED = "landdb_staged"
# Immutable: reading a GeoPackage leaves no -wal and -shm file beside it.
OPTIONS = {"GPKG": {"IMMUTABLE": "YES"}}

KINDS = {
    "OFTString": "text",
    "OFTInteger": "integer",
    "OFTInteger64": "integer",
    "OFTReal": "number",
    "OFTDate": "date",
    "OFTDateTime": "datetime",
}

GDAL_ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    pa.ArrowException,
    OSError,
    RuntimeError,
    # Names of layers and columns that are no UTF-8; and pyogrio 0.13 itself trips (get_crs) over a
    # coordinate system whose text is none.
    UnicodeDecodeError,
    UnboundLocalError,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``kind`` is text, integer, number, date, datetime, boolean or other."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file says of itself.

    Attributes
    ----------
    driver : str
        GPKG, ESRI Shapefile, GeoJSON, FlatGeobuf or GML.
    layer : str
    layers : tuple[str, ...]
        Every layer with geometry.
    fields : tuple[Field, ...]
        GML has text only, as its types are in another file.
    crs_found : str | None
        WKT or authority code, for `gis.crs.Registry.recognise`; None when the file has none.
        GeoJSON without one is ``EPSG:4326`` by RFC 7946.
    encoding_found : str | None
        As the ``.cpg`` or the language byte of a Shapefile names it; UTF-8 in other formats.
        It is what is said, not what is: Vietnamese files say ISO-8859-1 over TCVN3.
    feature_count : int | None
        None when only reading would tell (GML).
    """

    driver: str
    layer: str
    layers: tuple[str, ...]
    fields: tuple[Field, ...]
    crs_found: str | None
    encoding_found: str | None
    feature_count: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Features that follow one another in the file.

    Attributes
    ----------
    first_row : int
        Place of the first one in the file, from 0.
    geometry : ndarray of shapely geometries or None
        As in the file: not rounded, not judged; x east, y north.
    columns : dict[str, list]
        Text is NFC; numbers are int or `Decimal` as `gis.formats.numbers` says: exactly what was
        written if that had at most 15 digits. Not-a-number and infinity stay what they are.
        GML says no types, so its numbers are text, for `parse_decimal`.
    findings : dict[int, Finding]
        By place in this batch: geometry or text that could not be read.
    """

    first_row: int
    geometry: Shapes
    columns: dict[str, list[Value]] = field(default_factory=dict)
    findings: dict[int, Finding] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.geometry)


def inspect(path: Path, layer: str | None = None) -> FileInfo:
    """Say what a file is and holds, without reading its features.

    Raises
    ------
    UnreadableFile
        As `gis.formats.content.kind_of` and `gis.formats.shapefile.opened` say, and
        ``file.broken``, ``file.no_layer``, ``file.several_layers``, ``file.layer_missing``.
    """
    with _opened(Path(path), layer) as source:
        return source.info


def read_batches(
    path: Path,
    columns: Sequence[str] | None = None,
    *,
    batch_size: int = 20_000,
    encoding: str | Mapping[str, str] | None = None,
    layer: str | None = None,
) -> Iterator[Batch]:
    """Read features in the order of the file, holding one batch at a time.

    Parameters
    ----------
    path : Path
        A file, a folder with one Shapefile, or a zip of one.
    columns : sequence of str, optional
        Which to read; all that can be read when absent.
    encoding : str or mapping, optional
        Of the text, or of each column: see `gis.text.encoding_named`. For formats that are
        Unicode by themselves it names what was stored there as if it were Latin-1.
    layer : str, optional
        Needed when the file has several.

    Raises
    ------
    UnreadableFile
        As `inspect`, and ``file.column_missing``, ``file.column_kind``, ``file.encoding_missing``
        (text beyond ASCII in a Shapefile that states no encoding).
    UndecodableText
        ``text.unknown_encoding``.
    """
    with _opened(Path(path), layer) as source:
        wanted = _chosen(source.info, columns)
        encodings = _encodings(wanted, encoding)
        first_row = 0
        for raw in _raw_batches(source, wanted, batch_size):
            batch = _batch(source, raw, wanted, encodings)
            yield replace(batch, first_row=first_row)
            first_row += len(batch)
        _require_all(source, first_row)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file ready for GDAL, under a name of ours, and its table when it is a Shapefile."""

    file: str
    path: Path
    gdal_layer: str
    info: FileInfo
    table: DbfTable | None = None


@contextmanager
def _opened(path: Path, layer: str | None) -> Iterator[_Source]:
    kind = SHAPEFILE if path.is_dir() else kind_of(path)
    if kind in {SHAPEFILE, ZIP}:
        with shapefile.opened(path) as parts:
            info = _shapefile_info(parts)
            yield _Source(path.name, parts.shp, parts.shp.stem, info, parts.dbf)
        return
    if kind == "GML":
        require_whole_xml(path)
    with TemporaryDirectory(prefix="landdb-read-") as folder:
        # A link of our own: no schema or index from beside the file, no .gfs written there.
        staged = Path(folder) / f"{STAGED}{SUFFIXES[kind]}"
        staged.symlink_to(path.absolute())
        with _gdal_errors(path.name):
            source = _gdal_source(staged, path, kind, layer)
        yield source


def _shapefile_info(parts: shapefile.Shapefile) -> FileInfo:
    return FileInfo(
        driver=SHAPEFILE,
        layer=parts.name,
        layers=(parts.name,),
        fields=tuple(Field(column.name, column.kind) for column in parts.dbf.fields),
        crs_found=parts.prj,
        encoding_found=parts.cpg or parts.dbf.encoding,
        feature_count=parts.dbf.record_count,
    )


def _gdal_source(staged: Path, path: Path, kind: str, layer: str | None) -> _Source:
    layers = [str(name) for name, geometry in pyogrio.list_layers(staged) if geometry is not None]
    # GDAL calls the layer of a nameless GeoJSON after the file, which here is our link.
    gdal_names = {path.stem if name == STAGED else name: name for name in layers}
    chosen = _one_layer(path, list(gdal_names), layer)
    told = pyogrio.read_info(staged, layer=gdal_names[chosen], **OPTIONS.get(kind, {}))
    if told["driver"] != kind:
        raise UnreadableFile("file.unknown_kind", file=path.name)
    info = FileInfo(
        driver=kind,
        layer=chosen,
        layers=tuple(gdal_names),
        fields=_fields(told),
        crs_found=told["crs"],
        encoding_found="UTF-8",
        feature_count=told["features"] if told["features"] >= 0 else None,
    )
    return _Source(path.name, staged, gdal_names[chosen], info)


def _fields(told: dict[str, Any]) -> tuple[Field, ...]:
    return tuple(
        Field(str(name), "boolean" if subtype == "OFSTBoolean" else KINDS.get(ogr_type, "other"))
        for name, ogr_type, subtype in zip(
            told["fields"], told["ogr_types"], told["ogr_subtypes"], strict=True
        )
    )


def _one_layer(path: Path, layers: list[str], layer: str | None) -> str:
    names = ", ".join(layers)
    if not layers:
        raise UnreadableFile("file.no_layer", file=path.name)
    if layer is None and len(layers) > 1:
        raise UnreadableFile("file.several_layers", file=path.name, names=names)
    if layer is not None and layer not in layers:
        raise UnreadableFile("file.layer_missing", file=path.name, layer=layer, names=names)
    return layer or layers[0]


def _chosen(info: FileInfo, columns: Sequence[str] | None) -> tuple[Field, ...]:
    known = {column.name: column for column in info.fields}
    if columns is None:
        return tuple(column for column in info.fields if column.kind != "other")
    for name in columns:
        if name not in known:
            raise UnreadableFile("file.column_missing", column=name, names=", ".join(known))
        if known[name].kind == "other":
            raise UnreadableFile("file.column_kind", column=name)
    return tuple(known[name] for name in dict.fromkeys(columns))


def _encodings(
    wanted: tuple[Field, ...], encoding: str | Mapping[str, str] | None
) -> dict[str, str]:
    """Give the stated encoding of each text column, by our name of it."""
    if encoding is None:
        return {}
    texts = [column.name for column in wanted if column.kind == "text"]
    stated = dict.fromkeys(texts, encoding) if isinstance(encoding, str) else encoding
    return {name: encoding_named(stated[name]) for name in texts if name in stated}


def _raw_batches(
    source: _Source, wanted: tuple[Field, ...], batch_size: int
) -> Iterator[pa.RecordBatch]:
    """Stream from GDAL; of a Shapefile only shapes and their record numbers."""
    is_shapefile = source.table is not None
    stream = pyogrio.open_arrow(
        source.path,
        layer=source.gdal_layer,
        encoding="ISO-8859-1" if is_shapefile else None,
        columns=[] if is_shapefile else [column.name for column in wanted],
        batch_size=batch_size,
        use_pyarrow=True,
        return_fids=is_shapefile,
        datetime_as_string=True,
        **OPTIONS.get(source.info.driver, {}),
    )
    with ExitStack() as stack:
        with _gdal_errors(source.file):
            _, reader = stack.enter_context(stream)
        while (batch := _next(reader, source.file)) is not None:
            yield batch


def _next(reader: pa.RecordBatchReader, file: str) -> pa.RecordBatch | None:
    with _gdal_errors(file):
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return None
        for column in batch.columns:
            _require_sound(column)
        return batch


def _require_sound(column: pa.Array) -> None:
    """Refuse offsets that point outside: GDAL passes on those of a damaged FlatGeobuf."""
    as_bytes = column.view(pa.binary()) if pa.types.is_string(column.type) else column
    as_bytes.validate(full=True)


@contextmanager
def _gdal_errors(file: str) -> Iterator[None]:
    """Call whatever GDAL and Arrow say of a damaged file by one name.

    GDAL's mere remarks (an open ring, an odd date) are dropped: what matters becomes a finding.
    """
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        try:
            yield
        except GDAL_ERRORS as error:
            raise UnreadableFile("file.broken", file=file) from error


def _require_all(source: _Source, rows: int) -> None:
    """Refuse a file that ends early; a Shapefile, with its deleted records, is checked apart."""
    expected = source.info.feature_count
    if source.table is None and expected is not None and rows != expected:
        raise UnreadableFile("file.broken", file=source.file)


def _batch(
    source: _Source, raw: pa.RecordBatch, wanted: tuple[Field, ...], encodings: dict[str, str]
) -> Batch:
    shapes, findings = decode(raw.column(raw.num_columns - 1).to_pylist())
    texts = _Texts(findings)
    columns: dict[str, list[Value]] = {}
    if source.table is not None:
        for column, values in _dbf_columns(source.table, raw, wanted):
            stated = encodings.get(column.name) or source.info.encoding_found
            columns[column.name] = texts.from_bytes(values, column, stated)
    else:
        for column in wanted:
            found = _arrow_column(raw, column)
            columns[column.name] = texts.from_text(found, column, encodings.get(column.name))
    return Batch(0, shapes, columns, findings)


def _dbf_columns(
    table: DbfTable, raw: pa.RecordBatch, wanted: tuple[Field, ...]
) -> Iterator[tuple[Field, list[DbfValue]]]:
    """Read the records of these shapes: the first column holds their numbers."""
    if not raw.num_rows:
        return
    numbers = raw.column(0).to_pylist()
    first, last = min(numbers), max(numbers)
    records = table.records(first, last - first + 1)
    rows = [number - first for number in numbers]
    by_name = {column.name: column for column in table.fields}
    for column in wanted:
        yield column, table.column(by_name[column.name], records, rows)


def _arrow_column(raw: pa.RecordBatch, column: Field) -> list[Value]:
    array = raw.column(raw.schema.get_all_field_indices(column.name)[0])
    if pa.types.is_floating(array.type):
        narrow = np.float32 if pa.types.is_float32(array.type) else float
        return [
            None if value is None else from_double(narrow(value)) for value in array.to_pylist()
        ]
    try:
        values: list[Value] = array.to_pylist()
    except UnicodeDecodeError as error:
        raise UnreadableFile("file.not_unicode", column=column.name) from error
    return values


@dataclass(frozen=True, slots=True)
class _Texts:
    """Turns what a column holds into text, noting in `findings` what cannot be read."""

    findings: dict[int, Finding]

    def from_bytes(
        self, values: Sequence[DbfValue], column: Field, encoding: str | None
    ) -> list[Value]:
        return [
            self._read(at, column, raw, encoding) if isinstance(raw, bytes) else raw
            for at, raw in enumerate(values)
        ]

    def from_text(self, values: list[Value], column: Field, encoding: str | None) -> list[Value]:
        if column.kind != "text":
            return values
        return [
            text if not isinstance(text, str) else self._reread(at, column, text, encoding)
            for at, text in enumerate(values)
        ]

    def _read(self, at: int, column: Field, raw: bytes, encoding: str | None) -> str | None:
        if raw.isascii():
            return raw.decode("ascii")
        if encoding is None:
            raise UnreadableFile("file.encoding_missing", column=column.name)
        try:
            return decode_text(raw, encoding)
        except UndecodableText as error:
            self._refuse(at, column, error)
            return None

    def _reread(self, at: int, column: Field, text: str, encoding: str | None) -> str | None:
        if encoding is None or encoding == "UTF-8" or text.isascii():
            return nfc(text)
        try:
            return decode_text(bytes_behind(text), encoding)
        except UndecodableText as error:
            self._refuse(at, column, error)
            return None

    def _refuse(self, at: int, column: Field, error: UndecodableText) -> None:
        if error.code == "text.unknown_encoding":
            raise error
        facts = {"column": column.name, **error.facts}
        self.findings.setdefault(at, Finding("TEXT-01", Severity.ERROR, error.code, facts))
