"""Sheets, parcels, their versions and land uses."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from migrations.frozen import sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("commune_id", sa.Uuid(), nullable=False),
        sa.Column("map_kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("extract_year", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Integer(), nullable=True),
        sa.Column("srid", sa.Integer(), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(map_kind = 'extract') = (extract_year IS NOT NULL)",
            name=op.f("ck_sheet_extract_year"),
        ),
        sa.CheckConstraint(
            "map_kind IN ('cadastral', 'hn72', 'map299', 'extract', 'other')",
            name=op.f("ck_sheet_map_kind"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_sheet_lifespan_in_order")
        ),
        sa.CheckConstraint("unit_id = id", name=op.f("ck_sheet_root_of_unit")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["admin_unit.id"], name=op.f("fk_sheet_commune_id_admin_unit")
        ),
        sa.ForeignKeyConstraint(["srid"], ["land_crs.srid"], name=op.f("fk_sheet_srid_land_crs")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sheet_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
    )
    op.create_index("ix_sheet_number", "sheet", ["number"], unique=False)
    op.create_index(
        "uq_sheet_number",
        "sheet",
        ["commune_id", "map_kind", "number", sa.literal_column("coalesce(extract_year, 0)")],
        unique=True,
    )
    op.create_table(
        "parcel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("national_id", sa.Text(), nullable=True),
        sa.Column("national_id_state", sa.Text(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(national_id IS NULL) = (national_id_state = 'none')",
            name=op.f("ck_parcel_national_id_has_state"),
        ),
        sa.CheckConstraint(
            "national_id_state IN ('none', 'provisional', 'official')",
            name=op.f("ck_parcel_national_id_state"),
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_parcel_lifespan_in_order")
        ),
        sa.CheckConstraint("unit_id = id", name=op.f("ck_parcel_root_of_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_parcel_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
    )
    op.create_table(
        "parcel_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("feature_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("commune_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
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
        sa.Column("lifespan_begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifespan_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("parcel_id"), "="),
            (sa.text("tstzrange(lifespan_begin, lifespan_end)"), "&&"),
            using="gist",
            name="ex_parcel_version_lifespan",
        ),
        sa.CheckConstraint("NOT ST_IsEmpty(geom)", name=op.f("ck_parcel_version_geom_not_empty")),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_parcel_version_geom_valid")),
        sa.CheckConstraint("ST_SRID(geom) = srid", name=op.f("ck_parcel_version_geom_srid")),
        sa.CheckConstraint(
            "computed_area_m2 > 0 AND computed_area_m2 < 1e12",
            name=op.f("ck_parcel_version_computed_area"),
        ),
        sa.CheckConstraint(
            "legal_area_m2 >= 0 AND legal_area_m2 < 1e12", name=op.f("ck_parcel_version_legal_area")
        ),
        sa.CheckConstraint(
            "lifespan_end > lifespan_begin", name=op.f("ck_parcel_version_lifespan_in_order")
        ),
        sa.CheckConstraint("unit_id = parcel_id", name=op.f("ck_parcel_version_unit_of_parcel")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["admin_unit.id"], name=op.f("fk_parcel_version_commune_id_admin_unit")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_version_parcel_id_parcel")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["sheet.id"], name=op.f("fk_parcel_version_sheet_id_sheet")
        ),
        sa.ForeignKeyConstraint(
            ["srid"], ["land_crs.srid"], name=op.f("fk_parcel_version_srid_land_crs")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_parcel_version_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_version")),
    )
    op.create_index(
        "ix_parcel_version_number", "parcel_version", ["sheet_id", "number"], unique=False
    )
    op.create_index(
        "ix_parcel_version_parcel_id",
        "parcel_version",
        ["parcel_id", "lifespan_begin"],
        unique=False,
    )
    op.create_index(
        "ix_parcel_version_place_time",
        "parcel_version",
        ["geom_web", sa.literal_column("tstzrange(lifespan_begin, lifespan_end)")],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("uq_parcel_version_feature_id", "parcel_version", ["feature_id"], unique=True)
    op.create_index(
        "uq_parcel_version_live_number",
        "parcel_version",
        ["sheet_id", "number"],
        unique=True,
        postgresql_where=sa.text("lifespan_end IS NULL"),
    )
    op.create_table(
        "land_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_version_id", sa.Uuid(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code_set", sa.Text(), server_default=sa.text("'land_use'"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("area_m2", sa.Numeric(precision=12, scale=1), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "aspect IN ('legal', 'actual', 'planned')", name=op.f("ck_land_use_aspect")
        ),
        sa.CheckConstraint("code_set = 'land_use'", name=op.f("ck_land_use_code_set")),
        sa.CheckConstraint("area_m2 >= 0 AND area_m2 < 1e12", name=op.f("ck_land_use_area")),
        sa.ForeignKeyConstraint(
            ["code_set", "code"],
            ["code.code_set", "code.code"],
            name=op.f("fk_land_use_code_set_code_code"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_version_id"],
            ["parcel_version.id"],
            name=op.f("fk_land_use_parcel_version_id_parcel_version"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_land_use_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_land_use")),
    )
    op.create_index(
        "uq_land_use_position", "land_use", ["parcel_version_id", "aspect", "position"], unique=True
    )
    op.create_table(
        "tile_overview",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("layer IN ('landuse', 'commune')", name=op.f("ck_tile_overview_layer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tile_overview")),
    )
    op.create_index(
        "ix_tile_overview_geom", "tile_overview", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(
        "ix_tile_overview_layer", "tile_overview", ["layer", "level", "id"], unique=False
    )
    op.create_table(
        "tile_touch",
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("x", "y", "id", name=op.f("pk_tile_touch")),
    )
    op.execute(sql("0007_parcels.sql"))
    op.execute("CALL keep_journal('sheet')")
    op.execute("CALL keep_journal('parcel')")
    op.execute("CALL keep_journal('parcel_version', 'id', 'geom', 'geom_web', 'feature_id')")
    op.execute("CALL keep_journal('land_use')")
    op.execute("GRANT SELECT ON tile_touch TO landdb_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON tile_overview TO landdb_app")
