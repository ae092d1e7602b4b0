"""Registered units, rights and shares."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen import sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "baunit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), server_default=sa.text("'land'"), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('land', 'asset')", name=op.f("ck_baunit_kind")),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_baunit_lifespan_in_order")
        ),
        sa.CheckConstraint("unit_id = id", name=op.f("ck_baunit_root_of_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_baunit_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baunit")),
    )
    op.create_table(
        "baunit_parcel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("baunit_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_baunit_parcel_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["baunit_id"], ["baunit.id"], name=op.f("fk_baunit_parcel_baunit_id_baunit")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_baunit_parcel_parcel_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_baunit_parcel_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baunit_parcel")),
    )
    op.create_index("ix_baunit_parcel_baunit_id", "baunit_parcel", ["baunit_id"], unique=False)
    op.create_index("ix_baunit_parcel_parcel_id", "baunit_parcel", ["parcel_id"], unique=False)
    op.create_index(
        "uq_baunit_parcel_live",
        "baunit_parcel",
        ["parcel_id", "baunit_id"],
        unique=True,
        postgresql_where=sa.text("lifespan_end IS NULL"),
    )
    op.create_table(
        "rrr",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("baunit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('right', 'restriction', 'responsibility')", name=op.f("ck_rrr_kind")
        ),
        sa.CheckConstraint("lifespan_end > lifespan_begin", name=op.f("ck_rrr_lifespan_in_order")),
        sa.ForeignKeyConstraint(["baunit_id"], ["baunit.id"], name=op.f("fk_rrr_baunit_id_baunit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_rrr_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rrr")),
    )
    op.create_index("ix_rrr_baunit_id", "rrr", ["baunit_id"], unique=False)
    op.create_table(
        "rrr_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("rrr_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("term_kind", sa.Text(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("term_text", sa.Text(), nullable=True),
        sa.Column("legal_from", sa.Date(), nullable=True),
        sa.Column("legal_until", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("rrr_id"), "="),
            (sa.text("tstzrange(lifespan_begin, lifespan_end)"), "&&"),
            using="gist",
            name="ex_rrr_version_lifespan",
        ),
        sa.CheckConstraint(
            "(term_kind = 'until') <= (term_until IS NOT NULL)",
            name=op.f("ck_rrr_version_term_until"),
        ),
        sa.CheckConstraint("form IN ('own', 'common', 'both')", name=op.f("ck_rrr_version_form")),
        sa.CheckConstraint(
            "term_kind IN ('long_term', 'until', 'text')", name=op.f("ck_rrr_version_term_kind")
        ),
        sa.CheckConstraint(
            "type IN ('land_use', 'asset_ownership', 'mortgage', 'block', 'seizure', 'corridor', 'planning', 'easement', 'lease', 'debt', 'obligation')",
            name=op.f("ck_rrr_version_type"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_rrr_version_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(["rrr_id"], ["rrr.id"], name=op.f("fk_rrr_version_rrr_id_rrr")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_rrr_version_source_id_source")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_rrr_version_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rrr_version")),
    )
    op.create_index(
        "ix_rrr_version_rrr_id", "rrr_version", ["rrr_id", "lifespan_begin"], unique=False
    )
    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("rrr_version_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "numerator > 0 AND denominator >= numerator", name=op.f("ck_share_fraction")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_share_party_id_party")),
        sa.ForeignKeyConstraint(
            ["rrr_version_id"], ["rrr_version.id"], name=op.f("fk_share_rrr_version_id_rrr_version")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_share_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    op.create_index("ix_share_party_id", "share", ["party_id"], unique=False)
    op.create_index("uq_share_party", "share", ["rrr_version_id", "party_id"], unique=True)
    op.execute(sql("0009_rights.sql"))
    op.execute("CALL keep_journal('baunit')")
    op.execute("CALL keep_journal('baunit_parcel')")
    op.execute("CALL keep_journal('rrr')")
    op.execute("CALL keep_journal('rrr_version')")
    op.execute("CALL keep_journal('share')")
