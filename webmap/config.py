"""What the web service needs to know beside the register's settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOCAL_URL = "http://127.0.0.1:8000"
#: The machine itself may always ask: health checks and the self-check come from here.
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The address under which people reach the service.

    ``public_url`` decides two things: which ``Host`` headers are answered, and whether cookies and
    HSTS may demand HTTPS. Forwarded headers are never read.
    """

    public_url: str = LOCAL_URL

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> WebSettings:
        """Read ``LANDDB_PUBLIC_URL``, for example ``https://dangky.example.vn``."""
        return cls(environ.get("LANDDB_PUBLIC_URL", LOCAL_URL))

    @property
    def is_https(self) -> bool:
        """Whether people come over HTTPS (a proxy in front ends it)."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names that are answered; any other gets 400."""
        return [*LOCAL_HOSTS, urlsplit(self.public_url).hostname or "localhost"]


def read_secret(state_dir: Path) -> str:
    """Return the node's secret for signed cookies, made at the first start, readable by us alone.

    It signs what a visitor holds before signing in and the CSRF tokens; sessions do not depend on
    it. Two processes that start together agree on one: the second finds the file.
    """
    path = state_dir / "secret"
    state_dir.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
