"""Administrative units, offices, land coordinate systems and codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(sql("0001_text.sql"))
    op.create_table(
        "land_crs",
        sa.Column("srid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_geographic", sa.Boolean(), nullable=False),
        sa.Column("area_srid", sa.Integer(), nullable=False),
        sa.Column("central_meridian", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_srid"], ["land_crs.srid"], name=op.f("fk_land_crs_area_srid_land_crs")
        ),
        sa.PrimaryKeyConstraint("srid", name=op.f("pk_land_crs")),
    )
    op.create_table(
        "admin_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_type", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("level"), "="),
            (sa.column("code"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            using="gist",
            name="ex_admin_unit_code_validity",
        ),
        sa.CheckConstraint(
            "level IN ('province', 'district', 'commune')", name=op.f("ck_admin_unit_level")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_admin_unit_validity_in_order")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["admin_unit.id"], name=op.f("fk_admin_unit_parent_id_admin_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_unit")),
    )
    op.create_index("ix_admin_unit_parent_id", "admin_unit", ["parent_id"], unique=False)
    op.create_table(
        "admin_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('merged', 'split', 'renamed', 'enlarged', 'abolished', 'unchanged')",
            name=op.f("ck_admin_succession_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["admin_unit.id"],
            name=op.f("fk_admin_succession_predecessor_id_admin_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["admin_unit.id"],
            name=op.f("fk_admin_succession_successor_id_admin_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_succession")),
    )
    op.create_index(
        "ix_admin_succession_predecessor_id", "admin_succession", ["predecessor_id"], unique=False
    )
    op.create_index(
        "ix_admin_succession_successor_id", "admin_succession", ["successor_id"], unique=False
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('provincial', 'branch')", name=op.f("ck_office_kind")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["office.id"], name=op.f("fk_office_parent_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "office_jurisdiction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("admin_unit_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("admin_unit_id"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            using="gist",
            name="ex_office_jurisdiction_unit_validity",
        ),
        sa.CheckConstraint(
            "valid_to >= valid_from", name=op.f("ck_office_jurisdiction_validity_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["admin_unit_id"],
            ["admin_unit.id"],
            name=op.f("fk_office_jurisdiction_admin_unit_id_admin_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_office_jurisdiction_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_jurisdiction")),
    )
    op.create_index(
        "ix_office_jurisdiction_office_id", "office_jurisdiction", ["office_id"], unique=False
    )
    op.create_table(
        "code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_set", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_code_validity_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("code_set", "code", name=op.f("uq_code_code_set_code")),
    )
