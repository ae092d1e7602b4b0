"""The journal, its guard and its seal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen import sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("txid", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("account_office", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=True),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("rid", sa.Text(), nullable=False),
        sa.Column("op", sa.CHAR(length=1), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("sv", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(
        "ix_journal_dossier_id",
        "journal",
        ["dossier_id"],
        unique=False,
        postgresql_where=sa.text("dossier_id IS NOT NULL"),
    )
    op.create_index("ix_journal_unit_id_id", "journal", ["unit_id", "id"], unique=False)
    op.create_table(
        "journal_pending",
        sa.Column("journal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("txid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journal_id", name=op.f("pk_journal_pending")),
    )
    op.create_table(
        "journal_seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["journal.id"], name=op.f("fk_journal_seal_journal_id_journal")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_seal")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_journal_seal_journal_id")),
    )
    op.create_table(
        "record_head",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("rid", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "rid", name=op.f("pk_record_head")),
    )
    op.execute(sql("0004_journal.sql"))
    op.execute("GRANT SELECT ON journal TO landdb_app")
    op.execute("GRANT SELECT, DELETE ON journal_pending TO landdb_app")
    op.execute("GRANT SELECT, INSERT ON journal_seal TO landdb_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON record_head TO landdb_app")
    op.execute("CALL keep_journal('land_crs', 'srid')")
    op.execute("CALL keep_journal('admin_unit')")
    op.execute("CALL keep_journal('admin_succession')")
    op.execute("CALL keep_journal('office')")
    op.execute("CALL keep_journal('office_jurisdiction')")
    op.execute("CALL keep_journal('code')")
