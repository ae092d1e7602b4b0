"""The worker: runs the jobs of every room and keeps the journal sealed."""

from __future__ import annotations

import logging
import threading
from importlib import import_module

from procrastinate import App
from sqlalchemy import Engine

from landdb.db import make_engine
from landdb.jobs.app import worker_app
from landdb.jobs.tasks import HEARTBEAT_S, SILENCE_S
from landdb.journal.seal import seal

#: Rooms that have jobs, each with a ``tasks.py``.
ROOMS = ("access", "jobs", "tiles")
#: The seal looks for new entries this often.
SEAL_S = 1.0


def run(database_url: str) -> None:
    """Run jobs until a signal says stop; the seal runs beside them."""
    engine = make_engine(database_url)
    stopping = threading.Event()
    sealer = threading.Thread(target=keep_sealed, args=(engine, stopping), name="seal")
    sealer.start()
    try:
        app = with_tasks(worker_app(database_url))
        app.run_worker(**options(engine))
    finally:
        stopping.set()
        sealer.join()
        engine.dispose()


def drain(database_url: str) -> None:
    """Run what is waiting in the queue now, and return."""
    engine = make_engine(database_url)
    app = with_tasks(worker_app(database_url))
    app.run_worker(
        **options(engine), wait=False, listen_notify=False, install_signal_handlers=False
    )
    engine.dispose()


def with_tasks(app: App) -> App:
    """Give an application the tasks of every room, under the room's name."""
    for room in ROOMS:
        app.add_tasks_from(import_module(f"landdb.{room}.tasks").tasks, namespace=room)
    return app


def options(engine: Engine) -> dict[str, object]:
    """Return how workers run here: finished jobs leave no rows, dead workers are noticed."""
    return {
        "delete_jobs": "successful",
        "update_heartbeat_interval": HEARTBEAT_S,
        "stalled_worker_timeout": SILENCE_S,
        "additional_context": {"engine": engine},
    }


def keep_sealed(engine: Engine, stopping: threading.Event) -> None:
    """Seal what is committed every second; whatever goes wrong is told and tried again."""
    while not stopping.wait(SEAL_S):
        try:
            while seal(engine) and not stopping.is_set():
                pass
        except Exception:
            logging.getLogger(__name__).exception("the seal could not be set; trying again")
