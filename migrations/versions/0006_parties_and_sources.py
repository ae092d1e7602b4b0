"""Parties, documents and files."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen import sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "search_key", sa.Text(), sa.Computed("vn_key(name)", persisted=True), nullable=False
        ),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "birth_date ~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$'", name=op.f("ck_party_birth_date")
        ),
        sa.CheckConstraint("gender IN ('male', 'female')", name=op.f("ck_party_gender")),
        sa.CheckConstraint(
            "kind IN ('individual', 'couple', 'household', 'organisation', 'community')",
            name=op.f("ck_party_kind"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_party_lifespan_in_order")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_party_not_merged_into_itself")),
        sa.CheckConstraint("unit_id = id", name=op.f("ck_party_root_of_unit")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["party.id"], name=op.f("fk_party_merged_into_id_party")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_party_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(
        "ix_party_search_key",
        "party",
        ["search_key"],
        unique=False,
        postgresql_ops={"search_key": "text_pattern_ops"},
    )
    op.create_table(
        "party_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('cccd', 'cmnd', 'passport', 'tax', 'business')",
            name=op.f("ck_party_identifier_kind"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_party_identifier_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_identifier_party_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_party_identifier_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_identifier")),
    )
    op.create_index("ix_party_identifier_number", "party_identifier", ["number"], unique=False)
    op.create_index("ix_party_identifier_party_id", "party_identifier", ["party_id"], unique=False)
    op.create_table(
        "party_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "role IN ('husband', 'wife', 'head', 'member', 'representative')",
            name=op.f("ck_party_member_role"),
        ),
        sa.CheckConstraint(
            "group_id <> member_id", name=op.f("ck_party_member_not_its_own_member")
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_party_member_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["party.id"], name=op.f("fk_party_member_group_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["party.id"], name=op.f("fk_party_member_member_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_party_member_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_member")),
    )
    op.create_index("ix_party_member_group_id", "party_member", ["group_id"], unique=False)
    op.create_index("ix_party_member_member_id", "party_member", ["member_id"], unique=False)
    op.create_index(
        "uq_party_member_live",
        "party_member",
        ["group_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("lifespan_end IS NULL"),
    )
    op.create_table(
        "party_name_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_party_name_key")),
    )
    op.create_index(
        "ix_party_name_key_trgm",
        "party_name_key",
        ["key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"key": "gin_trgm_ops"},
    )
    op.create_table(
        "file",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 32", name=op.f("ck_file_sha256_length")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_source_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_index("ix_source_unit_id", "source", ["unit_id"], unique=False)
    op.create_table(
        "source_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file.sha256"], name=op.f("fk_source_file_sha256_file")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_file_source_id_source")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_source_file_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
    )
    op.create_index("ix_source_file_source_id", "source_file", ["source_id"], unique=False)
    op.execute(sql("0006_parties.sql"))
    op.execute("CALL keep_journal('party', 'id', '', 'search_key')")
    op.execute("CALL keep_journal('party_identifier')")
    op.execute("CALL keep_journal('party_member')")
    op.execute("CALL keep_journal('source')")
    op.execute("CALL keep_journal('source_file')")
    op.execute("GRANT SELECT ON party_name_key TO landdb_app")
    op.execute("GRANT SELECT, INSERT ON file TO landdb_app")
