"""Columns of sample rows: seeded randomness, ids, times and decimals as Arrow takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Text of one width: 32 hexadecimal digits of a UUID.
Ids = NDArray[np.bytes_]
#: Moments as datetime64[us] in UTC; NaT is NULL.
Moments = NDArray[np.datetime64]
Tables = dict[str, list[pa.Table]]

HEX_DIGITS = 32
#: First millisecond of the sample ids, so that the same seed gives the same ids on any day.
ID_EPOCH_MS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
#: Milliseconds kept for each commune; more than any commune has rows of one table.
COMMUNE_MS = 1_000_000


def chance(*key: int) -> np.random.Generator:
    """Return the generator of one part of the province: equal keys give equal streams."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))


class IdMaker:
    """Makes UUIDv7-shaped ids from a seed: sample ids repeat, which real ids must never do."""

    def __init__(self, *key: int, commune: int = 0) -> None:
        self.chance = chance(*key, commune)
        self.first_ms = ID_EPOCH_MS + commune * COMMUNE_MS

    def make(self, count: int) -> Ids:
        """Return ``count`` ids as hexadecimal text, rising in time."""
        raw = self.chance.integers(0, 256, (count, 16), dtype=np.uint8)
        moment = (self.first_ms + np.arange(count, dtype=np.int64)).astype(">i8")
        raw[:, :6] = moment.view(np.uint8).reshape(count, 8)[:, 2:]
        raw[:, 6] = raw[:, 6] & 0x0F | 0x70
        raw[:, 8] = raw[:, 8] & 0x3F | 0x80
        return np.frombuffer(raw.tobytes().hex().encode(), dtype=f"S{HEX_DIGITS}")


def id_column(ids: Ids, missing: Flags | None = None) -> pa.Array:
    """Return ids as Arrow text; ``missing`` ones become NULL."""
    offsets = np.arange(0, HEX_DIGITS * (len(ids) + 1), HEX_DIGITS, dtype=np.int32)
    data = np.ascontiguousarray(ids, dtype=f"S{HEX_DIGITS}")
    column = pa.StringArray.from_buffers(len(ids), pa.py_buffer(offsets), pa.py_buffer(data))
    return column if missing is None else blank(column, missing)


def blank(column: pa.Array, missing: Flags) -> pa.Array:
    """Return a column with NULL where ``missing`` says so."""
    at = pa.array(np.arange(len(column)), mask=missing)
    return column.take(at)


def decimal_column(units: Ints, scale: int) -> pa.Array:
    """Return whole units as exact decimals: 1234 with scale 1 is 123.4. Values are not negative."""
    words = np.zeros((len(units), 2), dtype=np.int64)
    words[:, 0] = units
    kind = pa.decimal128(19, scale)
    return pa.Array.from_buffers(kind, len(units), [None, pa.py_buffer(words)])


def time_column(moments: Moments) -> pa.Array:
    """Return moments as Arrow timestamps in UTC."""
    return pa.array(moments.astype("datetime64[us]"), type=pa.timestamp("us")).cast(
        pa.timestamp("us", tz="UTC")
    )


def date_column(moments: Moments) -> pa.Array:
    """Return the days of moments as Arrow dates."""
    return pa.array(moments.astype("datetime64[D]"))


def chosen(values: Sequence[str | None], index: NDArray[np.integer]) -> pa.Array:
    """Return ``values[index]`` as Arrow text."""
    return pa.array(values, type=pa.string()).take(pa.array(index))


def constant(value: str, count: int) -> pa.Array:
    """Return one text ``count`` times."""
    return pa.array([value], type=pa.string()).take(pa.array(np.zeros(count, dtype=np.int64)))


def moment(text: str) -> np.datetime64:
    """Return a moment of Vietnamese time (+07:00, no summer time) as UTC."""
    return np.datetime64(text, "us") - np.timedelta64(7, "h")


def weighted(source: np.random.Generator, weights: Sequence[float], count: int) -> Ints:
    """Draw ``count`` indexes with the given weights."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Ints = np.searchsorted(edges, source.random(count) * edges[-1], side="right")
    return np.minimum(drawn, len(weights) - 1)
