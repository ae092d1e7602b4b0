"""``python -m webmap``: serve the application with granian."""

from __future__ import annotations

import click
from granian import Granian
from granian.constants import Interfaces


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address.")
@click.option("--port", default=8000, show_default=True, help="Cổng / port.")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình / processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Chạy trang web LandDB. / Serve LandDB's pages."""
    # One request a process at a time: with as many processes as cores, tiles stay quick when many
    # ask at once, where threads made the slowest of them 29 times slower than the middle one.
    server = Granian(
        "webmap.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
    )
    server.serve()


if __name__ == "__main__":
    serve()
