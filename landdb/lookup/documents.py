"""Turns the JSON document of a statement into frozen dataclasses, by their field types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from landdb.db import read_json

T = TypeVar("T")
Reader = Callable[[Any], Any]

#: Decimals arrive as text, so that no digit passes through binary floating point.
READERS: dict[type, Reader] = {
    UUID: UUID,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    float: float,
}


def read_document(kind: type[T], document: str) -> T:
    """Return the dataclass ``kind`` made from a JSON object whose keys are its field names."""
    return cast("T", reader_of(cast("Any", kind))(read_json(document)))


@cache
def reader_of(kind: Any) -> Reader:
    """Return what turns a JSON value into a field of this type; null is None or an empty tuple."""
    if is_dataclass(kind):
        return reader_of_dataclass(kind)
    if get_origin(kind) is UnionType:
        inner = reader_of(next(each for each in get_args(kind) if each is not NoneType))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        inner = reader_of(get_args(kind)[0])
        return lambda value: tuple(inner(each) for each in value or ())
    return READERS.get(kind, lambda value: value)


def reader_of_dataclass(kind: Any) -> Reader:
    """Return what turns a JSON object into this dataclass."""
    hints = get_type_hints(kind)
    readers = [(field.name, reader_of(hints[field.name])) for field in fields(kind)]
    return lambda value: kind(**{name: read(value[name]) for name, read in readers})
