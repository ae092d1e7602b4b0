"""Sentences of importing parcels from files."""

SENTENCES: dict[str, tuple[str, str]] = {}
