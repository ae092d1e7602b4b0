"""Verifies the journal: every body, every link of the chain, nothing missing, nothing added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from landdb.journal.rules import GENESIS, Entry, chain_hash, seal_entry
from landdb.journal.seal import ENTRY_COLUMNS, PIECE


@dataclass(frozen=True, slots=True)
class Break:
    """Where the journal is not what was sealed.

    ``VER-01`` body, ``VER-02`` chain, ``VER-03`` gap, ``VER-04`` an entry outside the seal,
    ``VER-05`` a head that a witness knows and this journal does not.
    """

    code: str
    seq: int | None
    table_name: str | None = None
    rid: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was read, the chain's head, and every break found."""

    entries: int
    head: bytes
    breaks: tuple[Break, ...]


def verify(engine: Engine, witness: tuple[int, bytes] | None = None) -> Verdict:
    """Recompute the whole chain from the journal, in one snapshot and in bounded memory.

    ``witness`` is a (seq, chain hash) that somebody else holds, such as a printed head or another
    office's receipt: it finds a cut tail, which no chain can find by itself.
    """
    breaks: list[Break] = []
    seq, head = 0, GENESIS
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        seen = witness is None
        for number, base, body_hash, chain, entry in sealed_entries(connection):
            if number != seq + 1:
                breaks.append(Break("VER-03", seq + 1))
            made = seal_entry(entry, base, number, head)
            if made.body_hash != body_hash:
                breaks.append(Break("VER-01", number, entry.table_name, entry.rid))
            if chain_hash(entry, body_hash, number, head) != chain:
                breaks.append(Break("VER-02", number, entry.table_name, entry.rid))
            seq, head = number, chain
            seen = seen or (number, chain) == witness
        if not seen and witness is not None:
            breaks.append(Break("VER-05", witness[0]))
        breaks.extend(unaccounted(connection))
    return Verdict(seq, head, tuple(breaks))


def sealed_entries(
    connection: Connection,
) -> Iterator[tuple[int, bytes | None, bytes, bytes, Entry]]:
    """Stream (seq, hash of the version before, body hash, chain hash, entry) in the sealed order."""
    rows = connection.execute(
        text(
            "SELECT s.seq, lag(s.body_hash) OVER (PARTITION BY j.table_name, j.rid ORDER BY s.seq),"  # noqa: S608 - our columns
            f" s.body_hash, s.chain_hash, {ENTRY_COLUMNS}"
            " FROM journal_seal s JOIN journal j ON j.id = s.journal_id ORDER BY s.seq"
        ),
        execution_options={"yield_per": PIECE},
    )
    for seq, base, body_hash, chain, *entry in rows:
        yield seq, bytes(base) if base else None, bytes(body_hash), bytes(chain), Entry(*entry)


def unaccounted(connection: Connection) -> list[Break]:
    """Return the entries that are neither sealed nor waiting, and seals whose entry is gone."""
    rows = connection.execute(
        text(
            "SELECT NULL AS seq, j.table_name, j.rid FROM journal j"
            " LEFT JOIN journal_seal s ON s.journal_id = j.id"
            " LEFT JOIN journal_pending p ON p.journal_id = j.id"
            " WHERE s.seq IS NULL AND p.journal_id IS NULL"
            " UNION ALL SELECT s.seq, NULL, NULL FROM journal_seal s"
            " LEFT JOIN journal j ON j.id = s.journal_id WHERE j.id IS NULL"
        )
    )
    return [Break("VER-04", row.seq, row.table_name, row.rid) for row in rows]
