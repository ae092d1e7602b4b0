"""The queue's own tables, as the installed Procrastinate defines them.

Its schema is the library's, so no copy of it lies here; the version is noted on the table, and a later
revision applies the library's own migrations from that version on (docs/decisions/0004).
"""

from importlib.metadata import version

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    bind = op.get_bind().execution_options(no_parameters=True)
    bind.exec_driver_sql(SchemaManager.get_schema())
    bind.exec_driver_sql(
        f"COMMENT ON TABLE procrastinate_jobs IS 'procrastinate {version('procrastinate')}'"
    )
    bind.exec_driver_sql(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,"
        " procrastinate_periodic_defers, procrastinate_workers TO landdb_app"
    )
    bind.exec_driver_sql("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO landdb_app")
