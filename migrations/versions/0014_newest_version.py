"""The newest version of a thing is the last entry of an index: no sort, and never the GiST of lifespans."""

from alembic import op

revision = "0014"
down_revision = "0013"

INDEXES = (
    ("parcel_version", "parcel_id"),
    ("rrr_version", "rrr_id"),
    ("certificate_version", "certificate_id"),
)


def upgrade() -> None:
    for table, column in INDEXES:
        name = f"ix_{table}_{column}"
        op.drop_index(name, table)
        op.create_index(name, table, [column, "lifespan_begin"], unique=False)
