"""What a sealed record is: its canonical body, its hash and its place in the chain. Pure.

The body is a JSON object with sorted ASCII keys, no insignificant white space, UTF-8, NFC text, decimals
as strings with their column's scale, timestamps as ``YYYY-MM-DDTHH:MM:SS.ffffffZ`` and geometry as
lower-case hex EWKB. On this subset ``json.dumps`` equals RFC 8785 (a property test compares them) and
is several times as fast as a pure-Python canonicaliser.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: Columns of a row that the body names at its top, under the protocol's own words.
ENVELOPE = ("id", "unit_id", "row_version")
#: RFC 8785 numbers are doubles: a larger integer would not survive another reader.
LARGEST_INTEGER = 2**53 - 1
#: A timestamp as jsonb writes it under UTC.
MOMENT = re.compile(r"\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00")
#: What the chain starts from.
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry as the seal reads it; ``row`` has its decimals as text."""

    id: int
    at: datetime
    actor: str
    account_office: str
    dossier_id: str | None
    unit_id: str | None
    epoch: int | None
    table_name: str
    rid: str
    op: str
    row_version: int
    sv: int
    origin: str | None
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry's place: dense number, body hash, chain hash."""

    seq: int
    journal_id: int
    body_hash: bytes
    chain_hash: bytes


def body_of(entry: Entry, base: bytes | None) -> dict[str, Any]:
    """Return the record body of an entry.

    ``base`` is the body hash of the version before, so that the versions of a record form a chain.
    A timestamp is known by how jsonb writes it, not by a column's type: the body of an entry must not
    depend on the schema of the day it is verified.
    """
    fields = {
        key: canonical_moment(value) if is_moment(value) else value
        for key, value in entry.row.items()
        if key not in ENVELOPE
    }
    return {
        "type": entry.table_name,
        "sv": entry.sv,
        "rid": entry.rid,
        "unit": entry.unit_id,
        "row_version": entry.row_version,
        "epoch": entry.epoch,
        "base": base.hex() if base else None,
        "fields": fields,
    }


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a body.

    Raises
    ------
    ValueError
        for NaN and infinities (``json`` refuses them); floats and large integers are kept out by
        ``refuse_numbers``, which the property tests and the receiver of a batch call.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def refuse_numbers(value: object) -> None:
    """Raise ValueError where a body holds a float or an integer that a double cannot carry."""
    if isinstance(value, float):
        raise ValueError("a canonical body holds no floating-point number")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise ValueError("an integer of a canonical body is at most 2^53 - 1")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            refuse_numbers(part)


def is_moment(value: object) -> bool:
    """Tell whether a value is a timestamp as the trigger's jsonb writes it, in UTC."""
    return (
        isinstance(value, str) and value.endswith("+00:00") and MOMENT.fullmatch(value) is not None
    )


def canonical_moment(written: str) -> str:
    """Return a UTC timestamp as PostgreSQL's jsonb writes it, with six decimals and a Z."""
    head, _, fraction = written.removesuffix("+00:00").partition(".")
    return f"{head}.{fraction:0<6}Z"


def seal_entry(entry: Entry, base: bytes | None, seq: int, head: bytes) -> Sealed:
    """Return the seal of an entry after the chain's ``head``."""
    body_hash = hashlib.sha256(canonical(body_of(entry, base))).digest()
    return Sealed(seq, entry.id, body_hash, chain_hash(entry, body_hash, seq, head))


def chain_hash(entry: Entry, body_hash: bytes, seq: int, head: bytes) -> bytes:
    """Return the chain's next head: who did what, when, for which dossier, after what came before."""
    link = {
        "seq": seq,
        "id": entry.id,
        "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": entry.actor,
        "office": entry.account_office,
        "dossier": entry.dossier_id,
        "op": entry.op,
        "origin": entry.origin,
        "h": body_hash.hex(),
    }
    return hashlib.sha256(head + canonical(link)).digest()
