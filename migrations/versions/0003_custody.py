"""Custody units, their holders and the node."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen import sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "node",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_node_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
    )
    op.create_table(
        "node_office",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_node_office_office_id_office")
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_node_office")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('parcel', 'baunit', 'sheet', 'dossier', 'party')", name=op.f("ck_unit_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_table(
        "custody",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'held'"), nullable=False),
        sa.Column("to_office", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'transit') = (to_office IS NOT NULL)",
            name=op.f("ck_custody_transit_has_target"),
        ),
        sa.CheckConstraint("state IN ('held', 'transit')", name=op.f("ck_custody_state")),
        sa.CheckConstraint("epoch >= 1", name=op.f("ck_custody_epoch")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_custody_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["to_office"], ["office.id"], name=op.f("fk_custody_to_office_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_custody_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_custody")),
    )
    op.create_index(
        "ix_custody_transit",
        "custody",
        ["to_office"],
        unique=False,
        postgresql_where=sa.text("state = 'transit'"),
    )
    op.execute(sql("0003_custody.sql"))
    op.execute("GRANT SELECT ON node, node_office TO landdb_app")
    op.execute("GRANT SELECT, INSERT ON unit TO landdb_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON custody TO landdb_app")
