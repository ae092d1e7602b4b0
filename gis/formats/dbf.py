"""The attribute table of a Shapefile: its digits and its bytes as they stand in the file.

GDAL makes doubles of numbers and recodes text as it sees fit. The format is simple (dBASE III: a
header, then records of fixed width), so the table is read without it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from gis.errors import UnreadableFile
from gis.formats.numbers import parse_decimal

DbfValue = bytes | int | Decimal | date | bool | None

HEADER = struct.Struct("<4xIHH17xB2x")
DESCRIPTOR = struct.Struct("<11sc4xBB14x")
END_OF_FIELDS = 0x0D

# Language driver ids (byte 29) that tell what `gis.text` can read.
LANGUAGES = {0x03: "CP1252", 0x57: "CP1252"}

KINDS = {"C": "text", "N": "number", "F": "number", "D": "date", "L": "boolean"}


@dataclass(frozen=True, slots=True)
class DbfField:
    """One column: ``kind`` is text, integer, number, date, boolean or other."""

    name: str
    kind: str
    offset: int
    width: int


class DbfTable:
    """A DBF file, open for reading records by their number.

    Attributes
    ----------
    fields : tuple[DbfField, ...]
    record_count : int
        Deleted records included, so that numbers are those of the shapes.
    encoding : str | None
        What the language byte says.
    """

    def __init__(self, path: Path, file: str) -> None:
        """Read the header.

        Parameters
        ----------
        path : Path
        file : str
            What people call the Shapefile, for the refusal.

        Raises
        ------
        UnreadableFile
            ``file.part_broken``: the header makes no sense, or the file ends before its records.
        """
        self._path = path
        broken = UnreadableFile("file.part_broken", file=file, part=".dbf")
        with path.open("rb") as stream:
            head = stream.read(HEADER.size)
            if len(head) < HEADER.size:
                raise broken
            self.record_count, self._start, self._width, language = HEADER.unpack(head)
            descriptors = stream.read(max(self._start - HEADER.size, 0))
        self.encoding = LANGUAGES.get(language)
        self.fields = tuple(self._fields(descriptors))
        ends = [field.offset + field.width for field in self.fields]
        too_short = path.stat().st_size < self._start + self.record_count * self._width
        if not ends or max(ends) > self._width or too_short:
            raise broken

    def column(self, field: DbfField, records: bytes, rows: Iterable[int]) -> list[DbfValue]:
        """Read one column of the rows (positions within `records`)."""
        read = READERS.get(field.kind, _nothing)
        begin, end = field.offset, field.offset + field.width
        width = self._width
        return [read(records[row * width + begin : row * width + end]) for row in rows]

    def records(self, first: int, count: int) -> bytes:
        """Give the bytes of whole records."""
        with self._path.open("rb") as stream:
            stream.seek(self._start + first * self._width)
            return stream.read(count * self._width)

    def _fields(self, descriptors: bytes) -> Iterable[DbfField]:
        offset = 1  # The first byte of a record marks it as deleted.
        for at in range(0, len(descriptors) - DESCRIPTOR.size + 1, DESCRIPTOR.size):
            if descriptors[at] == END_OF_FIELDS:
                return
            name, letter, width, places = DESCRIPTOR.unpack_from(descriptors, at)
            kind = KINDS.get(letter.decode("latin-1"), "other")
            if kind == "number" and places == 0 and letter == b"N":
                kind = "integer"
            if letter == b"C":  # Clipper keeps wide texts' high byte where the places are.
                width += places << 8
            yield DbfField(name.split(b"\x00")[0].decode("latin-1"), kind, offset, width)
            offset += width


def _text(raw: bytes) -> bytes:
    """Cut the padding; nothing but blanks is the empty text, as DBF has no other."""
    return raw.split(b"\x00")[0].rstrip(b" ")


def _integer(raw: bytes) -> int | Decimal | None:
    digits = raw.strip(b" \x00")
    if digits.removeprefix(b"-").isdigit():
        return int(digits)
    return _number(raw)


def _number(raw: bytes) -> Decimal | None:
    """Give the number; ``****`` (it did not fit its width) and rubbish are not a number."""
    digits = raw.strip(b" \x00")
    return parse_decimal(digits.decode("latin-1")) if digits else None


def _date(raw: bytes) -> date | None:
    digits = raw.strip(b" \x00").decode("latin-1")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _boolean(raw: bytes) -> bool | None:
    return {b"T": True, b"Y": True, b"F": False, b"N": False}.get(raw.strip().upper())


def _nothing(_raw: bytes) -> None:
    return None


READERS = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
}
