"""Addresses of the built browser files, each with a hash of its content."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Flask, current_app

STATIC = Path(__file__).parent / "static"


@cache
def manifest() -> dict[str, str]:
    """Return file name to content hash, as the browser build wrote it.

    Raises
    ------
    FileNotFoundError
        when ``npm run build`` has not run; ``./run`` does it.
    """
    return dict(json.loads((STATIC / "manifest.json").read_text()))


def asset(name: str) -> str:
    """Return the address of a built file; it changes when the file does.

    Without ``url_for``, which knows no address when the request's host is refused.
    """
    return f"{current_app.static_url_path}/{name}?v={manifest()[name]}"


def add_assets(app: Flask) -> None:
    """Let the templates name built files."""
    app.add_template_global(asset)
