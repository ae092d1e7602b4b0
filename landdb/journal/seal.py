"""The seal: gives committed journal entries their order and their proof, one seal at a time.

Whole transactions are taken in the order of their highest entry: by that order, and by no other, the
versions of one record never stand the wrong way round (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, Engine, text

from landdb.journal.rules import GENESIS, Entry, Sealed, seal_entry

#: Only one seal may run; the number is arbitrary and only ours.
SEAL_LOCK = 7_305_112_002
#: Entries hashed and written at a time: bounds memory, not the transaction.
PIECE = 5_000
#: A seal takes whole transactions until it has about this many entries.
ENOUGH = 200_000

ENTRY_COLUMNS = (
    "j.id, j.at, j.actor, j.account_office, j.dossier_id::text, j.unit_id::text, j.epoch,"
    " j.table_name, j.rid, j.op, j.row_version, j.sv, j.origin, j.row"
)


def seal(engine: Engine, enough: int = ENOUGH) -> int:
    """Seal what is committed and waiting; return how many entries were sealed.

    Returns 0 at once when another seal is running. All or nothing: a crash leaves the entries waiting.
    """
    with engine.begin() as connection:
        if not connection.scalar(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SEAL_LOCK}
        ):
            return 0
        transactions = waiting(connection, enough)
        if not transactions:
            return 0
        seq, head = chain_head(connection)
        entries = read_waiting(connection, transactions)
        count = 0
        while piece := list(islice(entries, PIECE)):
            sealed = seal_piece(connection, piece, seq, head)
            seq, head = sealed[-1].seq, sealed[-1].chain_hash
            count += len(sealed)
        connection.execute(
            text("DELETE FROM journal_pending WHERE txid = ANY(:txids)"), {"txids": transactions}
        )
        return count


def waiting(connection: Connection, enough: int) -> list[int]:
    """Return the transactions to seal, by their highest entry, up to about ``enough`` entries."""
    rows = connection.execute(
        text(
            "SELECT txid, count(*) AS entries FROM journal_pending"
            " GROUP BY txid ORDER BY max(journal_id)"
        )
    )
    taken: list[int] = []
    total = 0
    for row in rows:
        if taken and total >= enough:
            break
        taken.append(row.txid)
        total += row.entries
    return taken


def read_waiting(connection: Connection, transactions: list[int]) -> Iterator[Entry]:
    """Stream the entries of the transactions in the order of the seal."""
    rows = connection.execute(
        text(
            f"SELECT {ENTRY_COLUMNS} FROM unnest(cast(:txids AS bigint[]))"  # noqa: S608 - our columns
            " WITH ORDINALITY AS t (txid, position)"
            " JOIN journal_pending p USING (txid) JOIN journal j ON j.id = p.journal_id"
            " ORDER BY t.position, j.id"
        ),
        {"txids": transactions},
        execution_options={"yield_per": PIECE},
    )
    return (Entry(*row) for row in rows)


def chain_head(connection: Connection) -> tuple[int, bytes]:
    """Return the number and the hash that the next seal follows."""
    found = connection.execute(
        text("SELECT seq, chain_hash FROM journal_seal ORDER BY seq DESC LIMIT 1")
    ).one_or_none()
    return (found.seq, bytes(found.chain_hash)) if found else (0, GENESIS)


def seal_piece(connection: Connection, piece: list[Entry], seq: int, head: bytes) -> list[Sealed]:
    """Hash a piece of entries after (seq, head), write their seals and the new heads of their records."""
    bases = record_heads(connection, piece)
    newest: dict[tuple[str, str], tuple[int, bytes]] = {}
    sealed: list[Sealed] = []
    for entry in piece:
        key = (entry.table_name, entry.rid)
        made = seal_entry(entry, bases.get(key), seq + 1, head)
        seq, head = made.seq, made.chain_hash
        bases[key] = made.body_hash
        newest[key] = (entry.row_version, made.body_hash)
        sealed.append(made)
    write_seals(connection, sealed)
    write_heads(connection, newest)
    return sealed


def record_heads(connection: Connection, piece: list[Entry]) -> dict[tuple[str, str], bytes]:
    """Return the newest sealed hash of each record of a piece."""
    rows = connection.execute(
        text(
            "SELECT h.table_name, h.rid, h.body_hash FROM record_head h"
            " JOIN (SELECT DISTINCT * FROM unnest(cast(:tables AS text[]), cast(:rids AS text[])))"
            " AS wanted (table_name, rid) USING (table_name, rid)"
        ),
        {"tables": [e.table_name for e in piece], "rids": [e.rid for e in piece]},
    )
    return {(row.table_name, row.rid): bytes(row.body_hash) for row in rows}


def write_seals(connection: Connection, sealed: list[Sealed]) -> None:
    """Write the seals of a piece."""
    connection.execute(
        text(
            "INSERT INTO journal_seal (seq, journal_id, body_hash, chain_hash)"
            " SELECT * FROM unnest(cast(:seqs AS bigint[]), cast(:ids AS bigint[]),"
            " cast(:bodies AS bytea[]), cast(:chains AS bytea[]))"
        ),
        {
            "seqs": [s.seq for s in sealed],
            "ids": [s.journal_id for s in sealed],
            "bodies": [s.body_hash for s in sealed],
            "chains": [s.chain_hash for s in sealed],
        },
    )


def write_heads(connection: Connection, newest: dict[tuple[str, str], tuple[int, bytes]]) -> None:
    """Write the newest version of each record of a piece."""
    connection.execute(
        text(
            "INSERT INTO record_head (table_name, rid, row_version, body_hash)"
            " SELECT * FROM unnest(cast(:tables AS text[]), cast(:rids AS text[]),"
            " cast(:versions AS int[]), cast(:bodies AS bytea[]))"
            " ON CONFLICT (table_name, rid) DO UPDATE"
            " SET row_version = excluded.row_version, body_hash = excluded.body_hash"
        ),
        {
            "tables": [table for table, _ in newest],
            "rids": [rid for _, rid in newest],
            "versions": [version for version, _ in newest.values()],
            "bodies": [body for _, body in newest.values()],
        },
    )
