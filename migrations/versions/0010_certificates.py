"""Certificates, their parcels and holders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("baunit_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column(
            "serial_key",
            sa.Text(),
            sa.Computed("serial_key(serial)", persisted=True),
            nullable=False,
        ),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "form IN ('law1993', 'nd60', 'law2003', 'nd90', 'nd88', 'nd43', 'form2024', 'tt23', 'other')",
            name=op.f("ck_certificate_form"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_certificate_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["baunit_id"], ["baunit.id"], name=op.f("fk_certificate_baunit_id_baunit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_baunit_id", "certificate", ["baunit_id"], unique=False)
    op.create_index("ix_certificate_serial_key", "certificate", ["serial_key"], unique=False)
    op.create_table(
        "certificate_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("registry_number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("qr_text", sa.Text(), nullable=True),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("certificate_id"), "="),
            (sa.text("tstzrange(lifespan_begin, lifespan_end)"), "&&"),
            using="gist",
            name="ex_certificate_version_lifespan",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'signed', 'in_force', 'revoked', 'cancelled', 'replaced')",
            name=op.f("ck_certificate_version_status"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_certificate_version_lifespan_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_version_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_version_replaced_by_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_certificate_version_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_version")),
    )
    op.create_index(
        "ix_certificate_version_certificate_id",
        "certificate_version",
        ["certificate_id", "lifespan_begin"],
        unique=False,
    )
    op.create_table(
        "certificate_parcel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("printed_sheet", sa.Text(), nullable=True),
        sa.Column("printed_number", sa.Text(), nullable=True),
        sa.Column("printed_area_m2", sa.Numeric(precision=12, scale=1), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_parcel_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_certificate_parcel_parcel_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_certificate_parcel_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_parcel")),
    )
    op.create_index(
        "ix_certificate_parcel_parcel_id", "certificate_parcel", ["parcel_id"], unique=False
    )
    op.create_index(
        "uq_certificate_parcel", "certificate_parcel", ["certificate_id", "parcel_id"], unique=True
    )
    op.create_table(
        "certificate_holder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "role IN ('holder', 'husband', 'wife', 'household_head', 'co_holder', 'representative')",
            name=op.f("ck_certificate_holder_role"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_holder_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_certificate_holder_party_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_certificate_holder_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_holder")),
    )
    op.create_index(
        "ix_certificate_holder_party_id", "certificate_holder", ["party_id"], unique=False
    )
    op.create_index(
        "uq_certificate_holder", "certificate_holder", ["certificate_id", "party_id"], unique=True
    )
    op.execute("CALL keep_journal('certificate', 'id', '', 'serial_key')")
    op.execute("CALL keep_journal('certificate_version')")
    op.execute("CALL keep_journal('certificate_parcel')")
    op.execute("CALL keep_journal('certificate_holder')")
