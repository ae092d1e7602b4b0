"""The parts of a Shapefile: found in whatever case, complete, whole, and out of a zip."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gis.errors import UnreadableFile
from gis.formats.content import CHUNK, kind_of
from gis.formats.dbf import DbfTable

NEEDED = (".shp", ".shx", ".dbf")
PARTS = (*NEEDED, ".prj", ".cpg")

# In a Shapefile lengths and offsets count 16-bit words; the file length stands at byte 24.
WORD = 2
HEADER_SIZE = 100
LENGTH = struct.Struct(">24xi")
INDEX_ENTRY = struct.Struct(">ii")

# The format's own limit is 2 GiB for .shp and for .dbf; a zip must not unpack to more than that,
# nor blow up further than blank-padded tables do.
LARGEST_UNPACKED = 5 << 30
LARGEST_RATIO = 400
SMALL_ENOUGH = 64 << 20


@dataclass(frozen=True, slots=True)
class Shapefile:
    """The parts of one Shapefile, under names of our own in a directory of our own."""

    name: str
    shp: Path
    dbf: DbfTable
    prj: str | None
    cpg: str | None


@contextmanager
def opened(path: Path) -> Iterator[Shapefile]:
    """Give the parts of the Shapefile at `path`: a folder, a ``.shp`` or a ``.zip``.

    Only the five known parts are taken, linked or unpacked into a directory of our own, so that
    GDAL sees no index or side file that somebody put beside them.

    Raises
    ------
    UnreadableFile
        ``file.part_missing``, ``file.part_broken``, ``file.no_shapefile``,
        ``file.several_shapefiles``, ``file.zip_too_large``, ``file.zip_encrypted``,
        ``file.broken``.
    """
    with TemporaryDirectory(prefix="landdb-shp-") as folder:
        staged = Path(folder)
        if path.is_dir():
            name = _link(_only(path, list(path.iterdir())), staged)
        elif path.suffix.lower() == ".shp":
            name = _link(path, staged)
        else:
            name = _unpack(path, staged)
        yield _checked(name, staged)


def _only(where: Path, members: list[Path]) -> Path:
    shapes = [member for member in members if member.suffix.lower() == ".shp"]
    if not shapes:
        raise UnreadableFile("file.no_shapefile", file=where.name)
    if len(shapes) > 1:
        names = ", ".join(sorted(shape.name for shape in shapes))
        raise UnreadableFile("file.several_shapefiles", file=where.name, names=names)
    return shapes[0]


def _link(shp: Path, staged: Path) -> str:
    """Link the parts that stand beside `shp`; Windows writes ``TD.SHP`` next to ``td.dbf``."""
    if not shp.is_file():
        raise UnreadableFile("file.missing", file=shp.name)
    for sibling in sorted(shp.absolute().parent.iterdir()):
        suffix = sibling.suffix.lower()
        target = staged / f"parcels{suffix}"
        if sibling.stem.lower() == shp.stem.lower() and suffix in PARTS and not target.exists():
            target.symlink_to(sibling)
    return shp.stem


def _unpack(archive: Path, staged: Path) -> str:
    try:
        with zipfile.ZipFile(archive) as opened_zip:
            files = {Path(info.filename): info for info in opened_zip.infolist()}
            shp = _only(archive, [name for name in files if "__MACOSX" not in name.parts])
            for name, info in files.items():
                same = (
                    name.with_suffix("").as_posix().lower()
                    == shp.with_suffix("").as_posix().lower()
                )
                if same and name.suffix.lower() in PARTS:
                    _unpack_member(archive, opened_zip, info, staged)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableFile("file.broken", file=archive.name) from error
    return shp.stem


def _unpack_member(
    archive: Path, opened_zip: zipfile.ZipFile, info: zipfile.ZipInfo, staged: Path
) -> None:
    """Write one member, believing no size that the archive states."""
    if info.flag_bits & 1:
        raise UnreadableFile("file.zip_encrypted", file=archive.name)
    limit = min(LARGEST_UNPACKED, max(SMALL_ENOUGH, info.compress_size * LARGEST_RATIO))
    written = 0
    target = staged / f"parcels{Path(info.filename).suffix.lower()}"
    with opened_zip.open(info) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > limit:
                raise UnreadableFile("file.zip_too_large", file=archive.name, member=info.filename)
            sink.write(chunk)


def _checked(name: str, staged: Path) -> Shapefile:
    parts = {part: staged / f"parcels{part}" for part in PARTS}
    for part in NEEDED:
        if not parts[part].is_file():
            raise UnreadableFile("file.part_missing", file=f"{name}.shp", part=part)
    if kind_of(parts[".shp"]) != "ESRI Shapefile":
        raise UnreadableFile("file.part_broken", file=f"{name}.shp", part=".shp")
    table = DbfTable(parts[".dbf"], f"{name}.shp")
    _require_whole(name, parts, table.record_count)
    prj, cpg = _taken_text(parts[".prj"]), _taken_text(parts[".cpg"])
    return Shapefile(name, parts[".shp"], table, prj, cpg)


def _require_whole(name: str, parts: dict[str, Path], records: int) -> None:
    """Refuse a cut file: GDAL would give the lost shapes as features without geometry."""
    for part in (".shp", ".shx"):
        with parts[part].open("rb") as stream:
            head = stream.read(HEADER_SIZE)
        size = parts[part].stat().st_size
        if len(head) < HEADER_SIZE or LENGTH.unpack_from(head)[0] * WORD > size:
            raise UnreadableFile("file.part_broken", file=f"{name}.shp", part=part)
    shapes = (parts[".shx"].stat().st_size - HEADER_SIZE) // INDEX_ENTRY.size
    if shapes != records:
        raise UnreadableFile(
            "file.parts_differ", file=f"{name}.shp", shapes=shapes, records=records
        )


def _taken_text(part: Path) -> str | None:
    """Read a ``.prj`` or ``.cpg`` and take it away, so that GDAL makes nothing of it by itself.

    None when there is none, or nothing in it.
    """
    if not part.is_file():
        return None
    with part.open("rb") as stream:
        text = stream.read(CHUNK).decode("utf-8-sig", errors="replace")
    part.unlink()
    return text.strip("\x00 \t\r\n") or None
