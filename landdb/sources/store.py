"""Keeps files by the SHA-256 of their bytes: what was read is what is kept, for ever.

A file is first copied to a folder of its own beside the store, flushed and read back; work is done on
that copy. When the work succeeds it is renamed into place, which is atomic; else it is thrown away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from landdb.errors import RuleBroken

CHUNK = 1 << 20
INCOMING = "incoming-"
#: The parts of a Shapefile that hold its content; others are indexes that programs make anew.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: One fixed date, so that the same parts always make the same archive (the earliest a zip can hold).
NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was received and is not kept yet.

    Attributes
    ----------
    path : Path
        Our copy, under the file's own name.
    name : str
    sha256 : bytes
    size : int
    """

    path: Path
    name: str
    sha256: bytes
    size: int


@contextmanager
def received(state_dir: Path, path: Path) -> Iterator[Incoming]:
    """Copy a file into our hands; it is gone afterwards unless `keep` was called.

    A Shapefile is several files: its parts go into one uncompressed zip whose bytes depend on theirs
    alone, so that the same Shapefile has the same hash.

    Raises
    ------
    RuleBroken
        ``file.missing``; SRC-01 when the copy does not read back as it was written.
    """
    store = state_dir / "files"
    store.mkdir(parents=True, exist_ok=True)
    folder, lock = own_folder(store)
    try:
        parts = shapefile_parts(path)
        name = f"{path.stem}.shp.zip" if parts else path.name
        copy = folder / name
        if parts:
            pack(parts, copy)
        elif path.is_file():
            shutil.copyfile(path, copy)
        else:
            raise RuleBroken("file.missing", file=path.name)
        flush(copy)
        yield Incoming(copy, name, digest(copy), copy.stat().st_size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def own_folder(store: Path) -> tuple[Path, int]:
    """Make a folder that is ours while its lock is held; what the dead left behind is swept first."""
    door = os.open(store, os.O_RDONLY)
    try:
        # One at a time, so that nobody sweeps a folder between its making and its lock.
        fcntl.flock(door, fcntl.LOCK_EX)
        sweep(store)
        folder = Path(mkdtemp(prefix=INCOMING, dir=store))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        os.close(door)
    return folder, lock


def sweep(store: Path) -> None:
    """Throw away what a process that was killed had received: nobody holds its lock any more."""
    for folder in store.glob(f"{INCOMING}*"):
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def keep(state_dir: Path, incoming: Incoming) -> Path:
    """Put a received file in its place for good; the same bytes again are the same file."""
    place = place_of(state_dir, incoming.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        if digest(incoming.path) != incoming.sha256:
            raise RuleBroken("SRC-01", file=incoming.name)
        incoming.path.rename(place)
        place.chmod(0o440)
    for folder in (place.parent, place.parent.parent):
        flush(folder)
    return place


def place_of(state_dir: Path, sha256: bytes) -> Path:
    """Return where the file of a hash lies."""
    name = sha256.hex()
    return state_dir / "files" / name[:2] / name


def shapefile_parts(path: Path) -> list[Path]:
    """Return the parts of the Shapefile at a path (a ``.shp`` or a folder), none for another file."""
    if path.is_dir():
        return sorted(part for part in path.iterdir() if part.suffix.lower() in SHAPEFILE_PARTS)
    if path.suffix.lower() != ".shp" or not path.is_file():
        return []
    stem = path.stem.lower()
    return sorted(
        part
        for part in path.absolute().parent.iterdir()
        if part.stem.lower() == stem and part.suffix.lower() in SHAPEFILE_PARTS
    )


def pack(parts: list[Path], target: Path) -> None:
    """Put files into one archive, uncompressed, in the order given."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for part in parts:
            member = zipfile.ZipInfo(part.name, NO_DATE)
            with part.open("rb") as source, archive.open(member, "w", force_zip64=True) as sink:
                shutil.copyfileobj(source, sink, CHUNK)


def digest(path: Path) -> bytes:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def flush(path: Path) -> None:
    """Make the disk hold what the file or folder says: a power cut must not undo a rename."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
