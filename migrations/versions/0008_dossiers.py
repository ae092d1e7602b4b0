"""Dossiers, surveys, proposals and lineage."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from migrations.frozen import sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state IN ('closed', 'refused', 'withdrawn', 'returned', 'stopped')) = (closed_at IS NOT NULL)",
            name=op.f("ck_dossier_closed"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'supplement', 'examining', 'surveying', 'tax', 'signing', 'updating', 'ready', 'closed', 'refused', 'withdrawn', 'returned', 'stopped')",
            name=op.f("ck_dossier_state"),
        ),
        sa.CheckConstraint("unit_id = id", name=op.f("ck_dossier_root_of_unit")),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["party.id"], name=op.f("fk_dossier_applicant_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_dossier_office_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dossier_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
    )
    op.create_index("ix_dossier_applicant_id", "dossier", ["applicant_id"], unique=False)
    op.create_index(
        "ix_dossier_office_state", "dossier", ["office_id", "state", "due_at"], unique=False
    )
    op.create_index(
        "ix_dossier_running_number",
        "dossier",
        [sa.literal_column("substring(code, '[0-9]+$')")],
        unique=False,
    )
    op.create_table(
        "dossier_parcel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("unit_id = dossier_id", name=op.f("ck_dossier_parcel_unit_of_dossier")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_parcel_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_dossier_parcel_parcel_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_dossier_parcel_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_parcel")),
    )
    op.create_index("ix_dossier_parcel_parcel_id", "dossier_parcel", ["parcel_id"], unique=False)
    op.create_index("uq_dossier_parcel", "dossier_parcel", ["dossier_id", "parcel_id"], unique=True)
    op.create_table(
        "dossier_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_dossier_step_step_in_order")),
        sa.CheckConstraint("unit_id = dossier_id", name=op.f("ck_dossier_step_unit_of_dossier")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_step_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_dossier_step_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_dossier_step_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_step")),
    )
    op.create_index(
        "ix_dossier_step_open_account",
        "dossier_step",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_dossier_step_position", "dossier_step", ["dossier_id", "position"], unique=True
    )
    op.create_table(
        "dossier_external_id",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "unit_id = dossier_id", name=op.f("ck_dossier_external_id_unit_of_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_external_id_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_dossier_external_id_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_external_id")),
    )
    op.create_index(
        "ix_dossier_external_id_dossier_id", "dossier_external_id", ["dossier_id"], unique=False
    )
    op.create_index("ix_dossier_external_id_value", "dossier_external_id", ["value"], unique=False)
    op.create_index(
        "uq_dossier_external_id", "dossier_external_id", ["system", "value"], unique=True
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("srid", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'checking', 'accepted', 'refused', 'unreadable')",
            name=op.f("ck_survey_state"),
        ),
        sa.CheckConstraint("unit_id = dossier_id", name=op.f("ck_survey_unit_of_dossier")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_survey_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_survey_sha256_file")),
        sa.ForeignKeyConstraint(["srid"], ["land_crs.srid"], name=op.f("fk_survey_srid_land_crs")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_survey_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_dossier_id", "survey", ["dossier_id"], unique=False)
    op.create_table(
        "parcel_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_parcel_change_decided")
        ),
        sa.CheckConstraint(
            "kind IN ('split', 'merge', 'split_merge', 'boundary', 'resurvey', 'partial_recovery', 'natural', 'attribute')",
            name=op.f("ck_parcel_change_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'applied', 'dropped')", name=op.f("ck_parcel_change_state")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_parcel_change_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_parcel_change_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_change")),
    )
    op.create_index("ix_parcel_change_dossier_id", "parcel_change", ["dossier_id"], unique=False)
    op.create_table(
        "parcel_change_parent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["parcel_change.id"],
            name=op.f("fk_parcel_change_parent_change_id_parcel_change"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_change_parent_parcel_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_parcel_change_parent_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_change_parent")),
    )
    op.create_index(
        "ix_parcel_change_parent_parcel_id", "parcel_change_parent", ["parcel_id"], unique=False
    )
    op.create_index(
        "uq_parcel_change_parent", "parcel_change_parent", ["change_id", "parcel_id"], unique=True
    )
    op.create_table(
        "parcel_change_child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("use_label", sa.Text(), nullable=False),
        sa.Column("legal_area_m2", sa.Numeric(precision=12, scale=1), nullable=True),
        sa.Column("computed_area_m2", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("srid", sa.Integer(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_web",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            server_default=sa.FetchedValue(),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "NOT ST_IsEmpty(geom)", name=op.f("ck_parcel_change_child_geom_not_empty")
        ),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_parcel_change_child_geom_valid")),
        sa.CheckConstraint("ST_SRID(geom) = srid", name=op.f("ck_parcel_change_child_geom_srid")),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["parcel_change.id"],
            name=op.f("fk_parcel_change_child_change_id_parcel_change"),
        ),
        sa.ForeignKeyConstraint(
            ["srid"], ["land_crs.srid"], name=op.f("fk_parcel_change_child_srid_land_crs")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_parcel_change_child_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_change_child")),
    )
    op.create_index(
        "ix_parcel_change_child_geom_web",
        "parcel_change_child",
        ["geom_web"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index(
        "uq_parcel_change_child", "parcel_change_child", ["change_id", "position"], unique=True
    )
    op.create_table(
        "parcel_lineage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "parent_id <> child_id", name=op.f("ck_parcel_lineage_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["parcel_change.id"],
            name=op.f("fk_parcel_lineage_change_id_parcel_change"),
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["parcel.id"], name=op.f("fk_parcel_lineage_child_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_parcel_lineage_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["parcel.id"], name=op.f("fk_parcel_lineage_parent_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_parcel_lineage_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_lineage")),
    )
    op.create_index("ix_parcel_lineage_child_id", "parcel_lineage", ["child_id"], unique=False)
    op.create_index(
        "uq_parcel_lineage_edge", "parcel_lineage", ["parent_id", "child_id"], unique=True
    )
    op.execute(sql("0008_proposals.sql"))
    op.execute("CALL keep_journal('dossier')")
    op.execute("CALL keep_journal('dossier_parcel')")
    op.execute("CALL keep_journal('dossier_step')")
    op.execute("CALL keep_journal('dossier_external_id')")
    op.execute("CALL keep_journal('survey')")
    op.execute("CALL keep_journal('parcel_change')")
    op.execute("CALL keep_journal('parcel_change_parent')")
    op.execute("CALL keep_journal('parcel_change_child', 'id', 'geom', 'geom_web')")
    op.execute("CALL keep_journal('parcel_lineage')")
