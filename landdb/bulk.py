"""Loads columns of data through COPY: for imports and sample data, under the same triggers as any write."""

from __future__ import annotations

from io import BytesIO

import pyarrow as pa
import pyarrow.csv as pacsv
import uuid_utils
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

#: What psycopg2 reads at a time from the buffer; larger pieces save calls, not time.
PIECE = 1 << 20


def new_ids(count: int) -> list[str]:
    """Return ``count`` UUIDv7 as text, in rising order: what COPY takes without another conversion."""
    return [str(uuid_utils.uuid7()) for _ in range(count)]


def copy_columns(session: Session, table: str, columns: dict[str, object] | pa.Table) -> int:
    """COPY columns of equal length into a table of ours; return the number of rows.

    ``columns`` maps column names to Arrow arrays or Python lists (text, numbers, ISO dates; geometry as
    hex EWKB; decimals as text or ``decimal128`` so that nothing passes through binary floating point).
    Null becomes NULL. The rows fire the same triggers as every write, so custody rows come first; what
    they refuse comes out as the ``DBAPIError`` that SQLAlchemy would raise.
    """
    rows = columns if isinstance(columns, pa.Table) else pa.table(columns)
    if rows.num_rows == 0:
        return 0
    buffer = BytesIO()
    pacsv.write_csv(rows, buffer, pacsv.WriteOptions(include_header=False))
    buffer.seek(0)
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    connection = session.connection()
    driver, errors = connection.connection.driver_connection, connection.dialect.loaded_dbapi.Error
    assert driver is not None  # noqa: S101 - an open session has a connection
    statement = f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)'
    try:
        with driver.cursor() as cursor:
            cursor.copy_expert(statement, buffer, PIECE)
    except errors as error:
        # COPY passes SQLAlchemy by; its refusals must look like those of every other statement.
        raise DBAPIError.instance(statement, None, error, errors) from error
    return int(rows.num_rows)
