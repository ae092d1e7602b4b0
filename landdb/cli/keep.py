"""Keep several programs running beside each other: ``python -m landdb.cli.keep a … -- b …``.

``./run demo`` serves the pages and works off the jobs with it. A program that ends is started
again, because a worker that died must not stop an office; one that cannot run at all ends the
whole. Ctrl-C and SIGTERM end all of them, each given time to finish what it was doing.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import click

LOOK_S = 0.2  # between two looks at the programs
HEALTHY_S = 60.0  # a program that ran this long is worth starting again
TRIES = 3  # starts in a row that may end sooner
GRACE_S = 10.0  # for finishing the request or job in hand


class Program:
    """One program, started again when it ends."""

    def __init__(self, command: Sequence[str], clock: Callable[[], float]) -> None:
        self.command = list(command)
        self.clock = clock
        self.failures = 0
        self.start()

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C on the terminal reaches it through us alone."""
        self.started = self.clock()
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603

    def revive(self) -> bool:
        """Start it again if it ended; return False when it keeps ending at once."""
        if self.process.poll() is None:
            return True
        lasted = self.clock() - self.started
        self.failures = 0 if lasted >= HEALTHY_S else self.failures + 1
        if self.failures >= TRIES:
            return False
        ended = f"{shlex.join(self.command)}: {self.process.returncode}"
        click.echo(f"Khởi động lại / starting again: {ended}", err=True)
        self.start()
        return True

    def end(self, patience: float) -> None:
        """Wait until it has ended, then kill what is left of it and of the programs it started.

        A server told to stop while it is starting can hang, and its children outlive it.
        """
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Stopping:
    """Whether a signal has asked us to stop.

    A plain flag: an Event's lock may be held by the very code that the signal interrupts.
    """

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_: object) -> None:
        """Ask for the end; the handler of the signals."""
        self.asked = True


def keep(
    commands: Sequence[Sequence[str]],
    stopping: Stopping,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Run the commands until ``stopping`` is asked for; return False when one cannot run."""
    programs: list[Program] = []
    try:
        programs.extend(Program(command, clock) for command in commands)
        while not stopping.asked:
            time.sleep(LOOK_S)
            if not all(program.revive() for program in programs):
                return False
        return True
    finally:
        end_all(programs)


def end_all(programs: Sequence[Program]) -> None:
    """Ask all programs to end, and give them the same time for it."""
    for program in programs:
        program.process.terminate()
    deadline = time.monotonic() + GRACE_S
    for program in programs:
        program.end(max(0.0, deadline - time.monotonic()))


def split(words: Sequence[str]) -> list[list[str]]:
    """Return the commands that ``--`` parts."""
    commands: list[list[str]] = [[]]
    for word in words:
        if word == "--":
            commands.append([])
        else:
            commands[-1].append(word)
    return [command for command in commands if command]


def main() -> None:
    """Run the programs named on the command line until a signal ends us."""
    stopping = Stopping()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopping.ask)
    raise SystemExit(0 if keep(split(sys.argv[1:]), stopping) else 1)


if __name__ == "__main__":
    main()
