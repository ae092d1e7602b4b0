"""Indexes by which the whole history of a thing is read, where those of live rows or GiST stood alone.

A card asks for ended rows too, which a partial index does not have, and a B-tree finds the versions of
one thing with less work than the GiST that keeps their lifespans apart.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

INDEXES = (
    ("parcel_version", "parcel_id"),
    ("baunit_parcel", "parcel_id"),
    ("rrr_version", "rrr_id"),
    ("certificate_version", "certificate_id"),
    ("party_member", "group_id"),
)


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
