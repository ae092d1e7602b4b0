"""The services that are measured, each behind granian with two workers, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlalchemy import URL

from landdb.demo.accounts import PASSWORD
from webmap.selfcheck import Browser, token_in, wait_until_ready

PATIENCE_S = 30.0


class Client:
    """One keep-alive connection, as a browser holds it; only what the measurement needs."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = dict(headers or {})

    def get(self, path: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        """Get a path; return status, body and headers by their lower-case names."""
        self.connection.request("GET", path, headers=self.headers | headers)
        answer = self.connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, answer.read(), named

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> bytes:
        """Post a form as the page's script does; it must be answered with 200."""
        sent = self.headers | {"Content-Type": "application/x-www-form-urlencoded"} | headers
        self.connection.request("POST", path, urlencode(form), sent)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        return body

    def body(self, path: str) -> bytes:
        """Get the body of a path that must answer 200."""
        status, body, _ = self.get(path)
        if status != http.client.OK:
            raise RuntimeError(f"{path}: {status} {body[:200]!r}")
        return body


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a service while it is measured."""
    with subprocess.Popen(  # noqa: S603 - our own program and the peer's
        command,
        env=os.environ | dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def service(database_url: str, username: str) -> Iterator[Client]:
    """Run LandDB's service on a database and sign in."""
    port = free_port()
    command = [sys.executable, "-m", "webmap", "--port", str(port), "--workers", "2"]
    with running(command, {"LANDDB_DATABASE_URL": database_url}) as process:
        browser = Browser(f"http://127.0.0.1:{port}")
        wait_until_ready(browser, process)
        yield Client(port, signed_in(browser, username))


def signed_in(browser: Browser, username: str) -> dict[str, str]:
    """Sign in and return the headers that a script of the page sends: cookie and CSRF token."""
    page = browser.ask("/sign-in").text
    form = {"username": username, "password": PASSWORD, "csrf_token": token_in(page)}
    token = token_in(browser.ask("/sign-in", form).text)
    handlers = vars(browser.opener)["handlers"]
    jars = (getattr(handler, "cookiejar", ()) for handler in handlers)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for jar in jars for cookie in jar)
    return {"Cookie": cookies, "X-CSRFToken": token}


@contextmanager
def tipg(peers: Path, url: URL) -> Iterator[Client]:
    """Run tipg on the schema ``bench`` of the same database, behind the same server."""
    port = free_port()
    # A socket's folder is no host to its settings unless it is written as one.
    host = quote(str(url.query["host"]), safe="")
    environment = {
        "DATABASE_URL": f"postgresql://{url.username}@{host}/{url.database}",
        "TIPG_DB_SCHEMAS": '["bench"]',
        # It measures the extent of every table when it starts, which no tile needs.
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
    }
    command = [
        str(peers / "granian"), "--interface", "asgi", "--port", str(port), "--workers", "2", "tipg.main:app",
    ]  # fmt: skip
    with running(command, environment):
        client = Client(port)
        wait_for(client, "/healthz")
        yield client


def wait_for(client: Client, path: str) -> None:
    """Wait until a service answers."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            client.body(path)
        except (OSError, http.client.HTTPException, RuntimeError):
            client.connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
