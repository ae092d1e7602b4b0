"""Reads the frozen copies of functions and triggers that a revision installs."""

from pathlib import Path


def sql(name: str) -> str:
    """Return ``migrations/sql/<name>``; colons are escaped because alembic binds ``:name``."""
    return (Path(__file__).parent / "sql" / name).read_text("utf-8").replace(":", r"\:")
