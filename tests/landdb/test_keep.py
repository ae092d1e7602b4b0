"""Programs kept running beside each other, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from landdb.cli import keep

KEEP = [sys.executable, "-m", "landdb.cli.keep"]
#: Says its process number in one write, for others write to the same pipe, then waits for a signal.
WAITS = [
    sys.executable,
    "-c",
    r"import os, signal; os.write(1, b'%d\n' % os.getpid()); signal.pause()",
]


def started(programs: int, *words: str) -> tuple[subprocess.Popen[str], list[int]]:
    """Start ``keep`` and return it with the process numbers its programs said."""
    keeper = subprocess.Popen([*KEEP, *words], stdout=subprocess.PIPE, text=True)
    assert keeper.stdout is not None
    return keeper, [int(keeper.stdout.readline()) for _ in range(programs)]


def alive(pid: int) -> bool:
    """Tell whether the process runs; a zombie does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_terminating_the_keeper_ends_every_program() -> None:
    keeper, pids = started(2, *WAITS, "--", *WAITS)
    assert all(map(alive, pids))
    keeper.send_signal(signal.SIGTERM)
    keeper.communicate()
    assert keeper.returncode == 0
    assert not any(map(alive, pids))


def test_killed_program_is_started_again() -> None:
    keeper, (first,) = started(1, *WAITS)
    os.kill(first, signal.SIGKILL)
    assert keeper.stdout is not None
    second = int(keeper.stdout.readline())
    assert second != first
    keeper.send_signal(signal.SIGINT)
    keeper.communicate()
    assert not alive(second)


def test_child_of_a_program_does_not_outlive_it() -> None:
    starts_another = "import subprocess, sys; child = subprocess.Popen(sys.argv[1:]); child.wait()"
    keeper, (child,) = started(1, sys.executable, "-c", starts_another, *WAITS)
    keeper.send_signal(signal.SIGTERM)
    keeper.communicate()
    assert not alive(child)


def test_program_that_cannot_run_ends_the_whole() -> None:
    broken = [sys.executable, "-c", "raise SystemExit(3)"]
    assert not keep.keep([broken], keep.Stopping())


def test_program_that_ran_long_is_always_worth_another_start() -> None:
    clock = iter(range(0, 10_000, 100))
    program = keep.Program([sys.executable, "-c", ""], lambda: float(next(clock)))
    for _ in range(2 * keep.TRIES):
        program.process.wait()
        assert program.revive()
    program.process.wait()


def test_dashes_part_the_commands() -> None:
    words = ["serve", "--port", "8000", "--", "worker"]
    assert keep.split(words) == [["serve", "--port", "8000"], ["worker"]]
