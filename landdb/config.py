"""Settings of a node, read once from the environment at the edge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the node keeps its things.

    ``database_url`` is the application's connection (role ``landdb_app``, which owns nothing),
    ``migrator_url`` the owner's, ``admin_url`` a superuser's, needed only to create the database.
    URLs are SQLAlchemy's, with the psycopg2 driver. ``state_dir`` holds files by hash and secrets.
    """

    database_url: str
    migrator_url: str
    admin_url: str
    state_dir: Path

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read ``LANDDB_*``; only ``LANDDB_DATABASE_URL`` is required.

        Raises
        ------
        KeyError
            when no database is named. ``./run`` names the private cluster by itself.
        """
        database_url = environ["LANDDB_DATABASE_URL"]
        migrator_url = environ.get("LANDDB_MIGRATOR_URL", database_url)
        return cls(
            database_url=database_url,
            migrator_url=migrator_url,
            admin_url=environ.get("LANDDB_ADMIN_URL", migrator_url),
            state_dir=Path(environ.get("LANDDB_STATE_DIR", "var")),
        )
