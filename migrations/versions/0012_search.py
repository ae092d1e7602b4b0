"""What searches and tiles go by: one search key, dossiers by their running number, stamps of the overview."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen import sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(sql("0012_search_keys.sql"))
    op.create_index(
        "ix_dossier_running_number",
        "dossier",
        [sa.text("substring(code, '[0-9]+$')")],
        unique=False,
    )
    op.create_index("ix_dossier_external_id_value", "dossier_external_id", ["value"], unique=False)
    op.create_index(
        "ix_tile_overview_layer", "tile_overview", ["layer", "level", "id"], unique=False
    )
