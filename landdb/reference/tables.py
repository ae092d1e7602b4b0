"""Reads the tables in ``data``, whose sources and licences are in ``data/SOURCES.md``."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import resources
from io import StringIO
from uuid import UUID

Row = dict[str, str]


def read_table(name: str) -> Iterator[Row]:
    """Yield the rows of ``data/<name>.csv`` as text; what is missing is an empty string."""
    file = resources.files("landdb.reference") / "data" / f"{name}.csv"
    yield from csv.DictReader(StringIO(file.read_text(encoding="utf-8")))


def day(text: str) -> date | None:
    """Read an ISO date; an empty cell is no date."""
    return date.fromisoformat(text) if text else None


def reference_id(kind: str, key: str, since: date | None = None) -> UUID:
    """Make the id of a reference row: a UUIDv7 that every node derives alike from the row's key.

    Offices that never met must name a commune by one id, so nothing in it is random: the time is that
    of ``since`` (1970 when unknown), the rest is a digest of kind and key.
    """
    moment = datetime.combine(since, datetime.min.time(), UTC) if since else None
    milliseconds = int(moment.timestamp() * 1000) if moment else 0
    digest = int.from_bytes(hashlib.sha256(f"{kind}:{key}:{since}".encode()).digest()[:10])
    value = milliseconds << 80 | digest
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
