"""What the tracked files may not say, and what the one door may not need."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Hosts of package registries and of content networks, in pieces so that this file passes itself.
FOREIGN_HOSTS = [
    *(f"pypi.{end}" for end in ("org", "python.org")),
    *(f"files.{end}" for end in ("pythonhosted.org",)),
    *(f"registry.{end}" for end in ("npmjs.org", "yarnpkg.com")),
    *(f"deb.{end}" for end in ("debian.org",)),
    *(f"cdn.{end}" for end in ("jsdelivr.net", "cloudflare.com")),
    *(f"fonts.{end}" for end in ("googleapis.com", "gstatic.com")),
    *(f"{start}.com" for start in ("unpkg", "cdnjs.cloudflare", "code.jquery")),
    *(f"tile.{end}" for end in ("openstreetmap.org",)),
]
MADE_HERE = {
    *(".git", ".venv", ".venv-bench", "node_modules", "static", "var", "dist", "__pycache__"),
    *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"),
}
#: Words of bash and of other shells, which dash does not know.
NOT_POSIX = re.compile(
    r"\[\[|\bfunction \w|\blocal \w|<<<|\bsource |\$'|&>|\bdeclare |=~|\bpipefail\b"
)


def tracked_files() -> list[Path]:
    """The files of the repository; on a machine without git, all that were not made here."""
    if shutil.which("git") is None:
        return list(files_below(ROOT))
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders, less the places where things are made."""
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in MADE_HERE:
            yield from files_below(entry)
        elif entry.is_file() and entry.suffix != ".mo":
            yield entry


def texts() -> list[tuple[Path, str]]:
    """The tracked files that are text, with what they say."""
    found = []
    for path in tracked_files():
        try:
            found.append((path.relative_to(ROOT), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_registry_or_a_content_network() -> None:
    named = [(path, host) for path, text in texts() for host in FOREIGN_HOSTS if host in text]
    assert named == []


def test_no_file_names_a_place_of_one_machine() -> None:
    places = re.compile(r"(?<![\w.])/(?:work|home|Users|root)/\w")
    assert [(path, found[0]) for path, text in texts() if (found := places.findall(text))] == []


def test_lock_pins_every_library_by_hash() -> None:
    for name in ("requirements.txt", "requirements-bench.txt"):
        lock = (ROOT / name).read_text()
        pins = re.findall(
            r"^[a-z0-9.\[\],_-]+==[^ ]+(?: ;[^\\]+)? \\\n    --hash=sha256:", lock, re.M
        )
        assert len(pins) == len(re.findall(r"^[a-z0-9]", lock, re.M))


def test_lock_names_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in asked}
    locked = set(
        re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==", (ROOT / "requirements.txt").read_text(), re.M)
    )
    assert names - locked == set()


def test_browser_lock_pins_by_hash_and_names_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_no_lock_of_uv_is_tracked() -> None:
    assert ROOT / "uv.lock" not in tracked_files()


def test_the_door_speaks_posix() -> None:
    script = (ROOT / "run").read_text(encoding="utf-8")
    assert script.startswith("#!/bin/sh\n")
    assert NOT_POSIX.findall(script) == []
    subprocess.run(["/bin/sh", "-n", ROOT / "run"], check=True)


def test_the_door_lists_every_command_it_knows() -> None:
    script = (ROOT / "run").read_text(encoding="utf-8")
    known = re.findall(r"^        ([a-z]+)\) ", script, re.M)
    listed = re.findall(r"^  ([a-z]+) ", script, re.M)
    assert sorted(known) == sorted(listed)


@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="chưa cài đặt / not set up by ./run")
def test_second_run_does_nothing_twice() -> None:
    command = [ROOT / "run", "landdb", "--help"]
    subprocess.run(command, capture_output=True, check=True)
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stderr == ""


def test_unknown_command_is_refused_with_the_list() -> None:
    said = subprocess.run([ROOT / "run", "nonsense"], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "demo" in said.stderr


def test_person_who_may_install_nothing_is_told_what_is_missing(tmp_path: Path) -> None:
    for name in ("sh", "dirname", "id", "sort", "head", "cat"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    said = subprocess.run(
        [ROOT / "run", "test"], env={"PATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert "chromium libatomic1 fonts-noto-core" in said.stderr.splitlines()[0]
    assert said.stderr.startswith("LandDB còn thiếu các gói phần mềm")
